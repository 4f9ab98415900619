using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;

namespace Borescope.Script.Headers;

/// <summary>Where headers are looked for: in the folders of the command line, then where the C library and the kernel have theirs.</summary>
internal sealed class HeaderSearch
{
    private readonly List<string> _folders = [];
    private readonly List<string> _kernelFolders = [];

    /// <summary>Sets up the folders that exist.</summary>
    /// <param name="given">Folders of the command line, first.</param>
    /// <param name="environment">
    /// Looks up an environment variable: <c>BPFTRACE_KERNEL_SOURCE</c> and <c>BPFTRACE_KERNEL_BUILD</c> name other kernel headers, <c>CPATH</c> and <c>C_INCLUDE_PATH</c> further folders, as for compilers.
    /// </param>
    public HeaderSearch(IReadOnlyList<string> given, Func<string, string?> environment)
    {
        bool isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        string machine = isArm ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        _folders.AddRange(given);
        foreach (string variable in new[] { "CPATH", "C_INCLUDE_PATH" })
        {
            foreach (string folder in (environment(variable) ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
                Add(_folders, folder);
        }

        AddCompilerFolder(machine);
        Add(_folders, "/usr/local/include");
        Add(_folders, "/usr/include/" + machine);
        Add(_folders, "/usr/include");

        string release = Path.Combine("/lib/modules", Release());
        string source = environment("BPFTRACE_KERNEL_SOURCE") is { Length: > 0 } named ? named : release + "/source";
        string build = environment("BPFTRACE_KERNEL_BUILD") is { Length: > 0 } other ? other : Directory.Exists(release + "/build") ? release + "/build" : source;
        if (!Directory.Exists(source))
            source = build;
        string architecture = isArm ? "/arch/arm64/include" : "/arch/x86/include";
        foreach (string folder in new[]
        {
            source + architecture, build + architecture + "/generated", source + "/include", build + "/include", source + architecture + "/uapi",
            build + architecture + "/generated/uapi", source + "/include/uapi", build + "/include/generated/uapi",
        })
        {
            Add(_kernelFolders, folder);
        }
    }

    /// <summary>Whether a file that was found is one of the kernel's own headers, not of those for programs.</summary>
    public bool IsOfKernel(string path) => _kernelFolders.Exists(folder => path.StartsWith(folder + "/", StringComparison.Ordinal));

    /// <summary>The file of an include; null when there is none.</summary>
    /// <param name="name">As written.</param>
    /// <param name="folder">Folder of the including file, looked at first for the form with quotes; null for the other form.</param>
    /// <param name="forKernel">Whether the kernel's headers come first.</param>
    /// <param name="after">For <c>#include_next</c>: only folders behind this one; else null.</param>
    public string? Find(string name, string? folder, bool forKernel, string? after = null)
    {
        if (Path.IsPathRooted(name))
            return File.Exists(name) ? name : null;
        if (folder is not null && after is null && File.Exists(Path.Combine(folder, name)))
            return Path.GetFullPath(Path.Combine(folder, name));
        bool skipping = after is not null;
        foreach (string candidate in forKernel ? [.. _kernelFolders, .. _folders] : _folders)
        {
            if (skipping)
            {
                skipping = !after!.StartsWith(candidate + "/", StringComparison.Ordinal);
                continue;
            }

            string path = Path.Combine(candidate, name);
            if (File.Exists(path))
                return Path.GetFullPath(path);
        }

        return null;
    }

    private static string Release()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static void Add(List<string> folders, string folder)
    {
        if (Directory.Exists(folder) && !folders.Contains(folder))
            folders.Add(folder);
    }

    // stddef.h and the like belong to the compiler, if there is one.
    private void AddCompilerFolder(string machine)
    {
        string root = "/usr/lib/gcc/" + machine;
        if (!Directory.Exists(root))
            return;
        string[] versions = Directory.GetDirectories(root);
        Array.Sort(versions, StringComparer.Ordinal);
        for (int index = versions.Length - 1; index >= 0; index--)
            Add(_folders, versions[index] + "/include");
    }
}
