using System.IO;
using System.Text;
using Borescope.Cli.Lab.Guest;

namespace Borescope.Cli.Lab.Host;

/// <summary>The guest's first file system: this binary as /init, what it is linked with, and the modules that lead to the host's files.</summary>
internal static class Initramfs
{
    /// <summary>Where the libraries are; the kernel's command line points the loader there.</summary>
    internal const string LibraryDirectory = "/libraries";

    /// <summary>Writes the archive.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="kernel">The kernel whose modules go in.</param>
    /// <param name="initProgram">A native borescope binary.</param>
    internal static void Write(string path, LabKernel kernel, string initProgram)
    {
        (string? interpreter, var libraries) = ElfDependencies.Find(initProgram);
        using FileStream stream = File.Create(path);
        using CpioArchive archive = new(stream);
        archive.AddDirectory("dev");
        archive.AddDevice("dev/console", 5, 1);
        archive.AddFile("init", File.ReadAllBytes(initProgram), executable: true);
        if (interpreter is not null)
        {
            AddParents(archive, interpreter);
            archive.AddFile(interpreter[1..], File.ReadAllBytes(interpreter), executable: true);
        }
        archive.AddDirectory(LibraryDirectory[1..]);
        foreach (string library in libraries)
        {
            archive.AddFile($"{LibraryDirectory[1..]}/{Path.GetFileName(library)}", File.ReadAllBytes(library), executable: true);
        }
        archive.AddDirectory("modules");
        foreach (string module in kernel.BootModules())
        {
            archive.AddFile("modules/" + Path.GetFileName(module), File.ReadAllBytes(module), executable: false);
        }
        GuestSettings settings = new(kernel.ModulesDirectory, Path.GetDirectoryName(kernel.ImagePath) ?? "");
        archive.AddFile(GuestSettings.Path[1..], Encoding.UTF8.GetBytes(settings.Format()), executable: false);
    }

    private static void AddParents(CpioArchive archive, string path)
    {
        for (int slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            archive.AddDirectory(path[1..slash]);
        }
    }
}
