using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using Borescope.Cli.Lab.Guest;
using Borescope.Cli.Lab.Native;

namespace Borescope.Cli.Lab.Host;

/// <summary>Gets what is missing from Debian or Ubuntu: programs by installing, kernels by downloading and unpacking.</summary>
internal sealed class DebianPackages(Action<string> progress)
{
    private bool _listsAreFresh;

    /// <summary>True where this system has apt.</summary>
    internal static bool Available => Exists("apt-get");

    /// <summary>Debian's name for this machine's processor.</summary>
    internal static string Architecture => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        _ => throw new LabException($"there is no lab for {RuntimeInformation.ProcessArchitecture}: x86-64 and arm64 only."),
    };

    internal static bool Exists(string program) =>
        ProgramSearch.Find(program, ProgramRun.CurrentEnvironment(), "/") is not null;

    /// <summary>Installs packages, as root.</summary>
    internal void Install(IReadOnlyList<string> packages, string what)
    {
        string names = string.Join(' ', packages);
        if (!Available)
        {
            throw new LabException($"{what} is missing, and this system has no apt-get to install it with. Install the equivalent of Debian's {names}.");
        }
        if (Libc.EffectiveUser() != 0)
        {
            throw new LabException($"{what} is missing. Install it with: sudo apt-get install {names}");
        }
        RefreshLists();
        progress($"installing {names} ...");
        List<string> command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", .. packages];
        ProgramRun run = ProgramRun.Run(command, "DEBIAN_FRONTEND=noninteractive");
        if (run.ExitCode != 0)
        {
            throw new LabException($"installing {names} failed:\n{run.Tail(5)}");
        }
    }

    /// <summary>The kernel packages of one version that apt knows, newest first.</summary>
    /// <param name="version">For instance 6.12.</param>
    internal static List<string> FindKernels(string version)
    {
        string suffix = "-cloud-" + Architecture;
        string prefix = "linux-image-" + version;
        ProgramRun run = ProgramRun.Run(["apt-cache", "pkgnames", prefix]);
        List<string> found = [];
        foreach (string line in run.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // linux-image-6.12-cloud-amd64 is only a name for the newest; linux-image-6.120 is another kernel.
            if (line.EndsWith(suffix, StringComparison.Ordinal) && line.Length > prefix.Length + suffix.Length && line[prefix.Length] == '.')
            {
                found.Add(line);
            }
        }
        found.Sort(static (a, b) => KernelVersion.Compare(b, a));
        return found;
    }

    /// <summary>Downloads the newest kernel package of a version that can be had and unpacks it.</summary>
    /// <param name="version">For instance 6.12.</param>
    /// <param name="directory">Where kernels live; the package gets a directory of its own name below it.</param>
    /// <returns>The unpacked package's directory.</returns>
    internal string FetchKernel(string version, string directory)
    {
        if (!Available || !Exists("dpkg-deb"))
        {
            throw new LabException($"kernel {version} is not in the cache, and without apt-get and dpkg-deb it cannot be fetched. " +
                $"Unpack a Debian package linux-image-{version}*-cloud-{Architecture} somewhere and name it: --kernel DIRECTORY");
        }
        string lastError = "apt knows no such package";
        for (int round = 0; round < 2; round++)
        {
            foreach (string package in FindKernels(version))
            {
                if (TryFetch(package, directory, out lastError))
                {
                    return Path.Combine(directory, package);
                }
            }
            if (!_listsAreFresh)
            {
                if (Libc.EffectiveUser() != 0)
                {
                    throw new LabException($"kernel package linux-image-{version}*-cloud-{Architecture} cannot be fetched ({lastError}). " +
                        "The package lists may be missing or old; run: sudo apt-get update");
                }
                RefreshLists();
            }
        }
        throw new LabException($"kernel package linux-image-{version}*-cloud-{Architecture} cannot be fetched ({lastError}). " +
            "Debian 12 has 6.1 and, with its security archive, 6.12.");
    }

    /// <summary>Unpacks a kernel package file.</summary>
    internal static void Unpack(string file, string target)
    {
        string partial = target + ".part" + System.Environment.ProcessId;
        ProgramRun run = ProgramRun.Run(["dpkg-deb", "-x", file, partial]);
        if (run.ExitCode != 0)
        {
            throw new LabException($"unpacking {file} failed: {run.Tail()}");
        }
        // apt-get download makes modules.dep at installation; modprobe inside the lab wants it too.
        string modules = Path.Combine(partial, "lib", "modules");
        if (Exists("depmod") && Directory.Exists(modules))
        {
            foreach (string release in Directory.GetDirectories(modules))
            {
                _ = ProgramRun.Run(["depmod", "-b", partial, Path.GetFileName(release)]);
            }
        }
        Directory.Move(partial, target);
    }

    /// <summary>Brings apt's lists up to date, once.</summary>
    internal void RefreshLists()
    {
        if (_listsAreFresh)
        {
            return;
        }
        progress("apt-get update ...");
        // A failure shows in the installation or download that follows, with a better message.
        _ = ProgramRun.Run(["apt-get", "update", "-q"]);
        _listsAreFresh = true;
    }

    private bool TryFetch(string package, string directory, out string error)
    {
        string download = Path.Combine(directory, ".download" + System.Environment.ProcessId);
        Directory.CreateDirectory(download);
        try
        {
            progress($"downloading {package} ...");
            string script = "cd \"$1\" && exec apt-get -q download \"$2\"";
            ProgramRun run = ProgramRun.Run(["/bin/sh", "-c", script, "sh", download, package]);
            string[] files = Directory.GetFiles(download, "*.deb");
            if (run.ExitCode != 0 || files.Length != 1)
            {
                error = run.Tail(1);
                return false;
            }
            progress($"unpacking {package} ({new FileInfo(files[0]).Length >> 20} MiB) ...");
            Unpack(files[0], Path.Combine(directory, package));
            error = "";
            return true;
        }
        finally
        {
            Directory.Delete(download, recursive: true);
        }
    }
}
