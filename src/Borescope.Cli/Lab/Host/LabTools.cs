using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using Borescope.Cli.Lab.Guest;
using Borescope.Cli.Lab.Native;

namespace Borescope.Cli.Lab.Host;

/// <summary>The two programs that the lab needs of the host.</summary>
/// <param name="Qemu">qemu-system-x86_64 or qemu-system-aarch64.</param>
/// <param name="Virtiofsd">The daemon that serves the host's files.</param>
/// <param name="VirtiofsdTakesSharedDirectory">True for the daemon written in Rust, which has other options than QEMU 7's own.</param>
internal sealed record LabTools(string Qemu, string Virtiofsd, bool VirtiofsdTakesSharedDirectory)
{
    private static readonly string[] s_virtiofsdPlaces =
    [
        "/usr/libexec/virtiofsd", "/usr/lib/virtiofsd", "/usr/lib/qemu/virtiofsd", "/usr/libexec/qemu/virtiofsd",
    ];

    /// <summary>Finds both, installing them where that is possible.</summary>
    internal static LabTools Find(Action<string> progress)
    {
        string name = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "qemu-system-aarch64" : "qemu-system-x86_64";
        string package = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "qemu-system-arm" : "qemu-system-x86";
        (string? qemu, string? virtiofsd) = Look(name);
        if (qemu is null || virtiofsd is null)
        {
            using (LabCache.Lock())
            {
                (qemu, virtiofsd) = Look(name);
                Install(package, qemu, virtiofsd, progress);
                (qemu, virtiofsd) = Look(name);
            }
        }
        if (qemu is null || virtiofsd is null)
        {
            throw new LabException($"after installing {package}, {(qemu is null ? name : "virtiofsd")} is still not there.");
        }
        // QEMU 7 and older bring a daemon of their own, which only root can run.
        bool rust = !virtiofsd.Contains("/qemu/", StringComparison.Ordinal);
        if (!rust && Libc.EffectiveUser() != 0)
        {
            throw new LabException($"sharing the host's files with {virtiofsd} needs root: run it with sudo.");
        }
        return new LabTools(qemu, virtiofsd, rust);
    }

    private static void Install(string package, string? qemu, string? virtiofsd, Action<string> progress)
    {
        if (qemu is not null && virtiofsd is not null)
        {
            return;
        }
        DebianPackages packages = new(progress);
        List<string> names = [];
        if (qemu is null)
        {
            names.Add(package);
        }
        if (DebianPackages.Available && Libc.EffectiveUser() == 0)
        {
            // A fresh machine has no lists, and without them the next question has no answer.
            packages.RefreshLists();
        }
        // In Debian 12 it is part of qemu-system-common, which comes with QEMU; from Debian 13 on a package of its own.
        bool separate = DebianPackages.Available &&
            ProgramRun.Run(["apt-cache", "show", "virtiofsd"]).ExitCode == 0;
        if (virtiofsd is null)
        {
            names.Add(separate ? "virtiofsd" : "qemu-system-common");
        }
        packages.Install(names, qemu is null ? "QEMU" : "virtiofsd");
    }

    private static (string? Qemu, string? Virtiofsd) Look(string qemuName)
    {
        List<string> environment = ProgramRun.CurrentEnvironment();
        string? virtiofsd = ProgramSearch.Find("virtiofsd", environment, "/");
        foreach (string place in s_virtiofsdPlaces)
        {
            virtiofsd ??= File.Exists(place) ? place : null;
        }
        return (ProgramSearch.Find(qemuName, environment, "/"), virtiofsd);
    }
}
