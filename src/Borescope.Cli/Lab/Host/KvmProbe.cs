using System;
using System.IO;
using Borescope.Cli.Lab.Native;

namespace Borescope.Cli.Lab.Host;

/// <summary>
/// Says whether hardware virtualization is worth a try. /dev/kvm may exist and still not run a guest (nested virtual machines):
/// what a first try showed is remembered until the host boots again.
/// </summary>
internal static unsafe class KvmProbe
{
    private const nuint CreateMachine = 0xAE01;

    /// <summary>How long a machine under KVM may take to come up before emulation is used instead.</summary>
    internal static readonly TimeSpan BootTimeout = TimeSpan.FromSeconds(10);

    internal static bool MayWork()
    {
        if (!File.Exists("/dev/kvm") || (File.Exists(NotePath()) && File.ReadAllText(NotePath()) == Note("unusable")))
        {
            return false;
        }
        int descriptor = Libc.Open("/dev/kvm", Libc.OpenReadWrite | Libc.OpenCloseOnExec, 0);
        if (descriptor < 0)
        {
            return false;
        }
        int machine = Libc.Ioctl(descriptor, CreateMachine, null);
        _ = Libc.Close(descriptor);
        if (machine < 0)
        {
            return false;
        }
        _ = Libc.Close(machine);
        return true;
    }

    internal static void Remember(string verdict) => File.WriteAllText(NotePath(), Note(verdict));

    private static string NotePath() => Path.Combine(LabCache.Directory(), "kvm");

    private static string Note(string verdict) => verdict + " " + File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
