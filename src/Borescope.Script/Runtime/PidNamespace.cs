using Borescope.Kernel;

namespace Borescope.Script.Runtime;

/// <summary>The PID namespace this process lives in.</summary>
internal static class PidNamespace
{
    /// <summary>Inode of the initial PID namespace (include/linux/proc_ns.h).</summary>
    private const ulong InitialInode = 0xEFFFFFFC;

    /// <summary>Device and inode for bpf_get_ns_current_pid_tgid; null in the initial namespace, where the plain helper does.</summary>
    public static (ulong Device, ulong Inode)? OfThisProcess() =>
        FileIdentity.Of("/proc/self/ns/pid") is { } identity && identity.Inode != InitialInode ? (identity.Device, identity.Inode) : null;
}
