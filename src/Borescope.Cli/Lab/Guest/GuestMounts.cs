using System.IO;
using System.Runtime.InteropServices;
using Borescope.Cli.Lab.Native;

namespace Borescope.Cli.Lab.Guest;

/// <summary>Builds the guest's file tree: the host's root, read-only, below a writable layer in memory.</summary>
internal static class GuestMounts
{
    /// <summary>The file system tag that QEMU's virtiofs device offers.</summary>
    internal const string HostTag = "host";

    private const string Root = "/root";

    // Kernels differ in what they have; a missing optional file system is no reason not to boot.
    private static readonly (string Type, string Target, string? Options, bool Required)[] s_mounts =
    [
        ("proc", "/proc", null, true),
        ("sysfs", "/sys", null, true),
        ("devtmpfs", "/dev", null, true),
        ("devpts", "/dev/pts", "mode=620,ptmxmode=666", false),
        ("tmpfs", "/dev/shm", "mode=1777", false),
        ("tmpfs", "/run", "mode=755", true),
        ("cgroup2", "/sys/fs/cgroup", null, false),
        ("tracefs", "/sys/kernel/tracing", null, false),
        ("debugfs", "/sys/kernel/debug", null, false),
        ("securityfs", "/sys/kernel/security", null, false),
        ("bpf", "/sys/fs/bpf", "mode=700", false),
    ];

    // Every system's /dev has them; shells open the first for <(command).
    private static readonly (string Link, string Target)[] s_links =
        [("/dev/fd", "/proc/self/fd"), ("/dev/stdin", "fd/0"), ("/dev/stdout", "fd/1"), ("/dev/stderr", "fd/2")];

    /// <summary>Mounts what module loading and device search need before there is a root.</summary>
    internal static void MountEarly()
    {
        foreach (string directory in new[] { "/proc", "/sys", "/dev" })
        {
            Directory.CreateDirectory(directory);
        }
        Mount("proc", "/proc", "proc", 0, null);
        Mount("sysfs", "/sys", "sysfs", 0, null);
        Mount("devtmpfs", "/dev", "devtmpfs", 0, null);
    }

    /// <summary>Mounts the host's root with its writable layer and makes it this process's root.</summary>
    internal static void EnterHostRoot(GuestSettings settings, string release)
    {
        Directory.CreateDirectory("/host");
        Directory.CreateDirectory("/layer");
        Directory.CreateDirectory(Root);
        Mount(HostTag, "/host", "virtiofs", Libc.MountReadOnly, null);
        Mount("tmpfs", "/layer", "tmpfs", 0, "mode=755,size=75%");
        Directory.CreateDirectory("/layer/upper");
        Directory.CreateDirectory("/layer/work");
        Mount("overlay", Root, "overlay", 0, "lowerdir=/host,upperdir=/layer/upper,workdir=/layer/work");
        foreach ((string type, string target, string? options, bool required) in s_mounts)
        {
            try
            {
                Directory.CreateDirectory(Root + target);
                Mount(type, Root + target, type, 0, options);
            }
            catch (IOException) when (!required)
            {
                continue;
            }
        }
        foreach ((string link, string target) in s_links)
        {
            File.CreateSymbolicLink(Root + link, target);
        }
        Bind(settings.ModulesDirectory, "/lib/modules/" + release);
        Bind(settings.BootDirectory, "/boot");
        if (Libc.ChangeDirectory(Root) != 0 || Libc.Mount(".", "/", null, Libc.MountMove, null) != 0 ||
            Libc.ChangeRoot(".") != 0 || Libc.ChangeDirectory("/") != 0)
        {
            throw Descriptor.Failure("making the host's files the guest's root");
        }
    }

    private static void Bind(string hostDirectory, string target)
    {
        if (hostDirectory.Length == 0 || !Directory.Exists(Root + hostDirectory))
        {
            return;
        }
        Directory.CreateDirectory(Root + target);
        Mount(Root + hostDirectory, Root + target, null, Libc.MountBind, null);
    }

    private static void Mount(string source, string target, string? type, nuint flags, string? options)
    {
        if (Libc.Mount(source, target, type, flags, options) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            throw new IOException($"mounting {type ?? source} on {target} failed: {Marshal.GetPInvokeErrorMessage(errno)}", errno);
        }
    }
}
