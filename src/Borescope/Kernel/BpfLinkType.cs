namespace Borescope.Kernel;

/// <summary>Types of BPF links; numbers of the kernel.</summary>
public enum BpfLinkType
{
    /// <summary>None.</summary>
    Unspecified = 0,

    /// <summary>A raw tracepoint, typed or not.</summary>
    RawTracepoint = 1,

    /// <summary>A trampoline: fentry, fexit, fmod_ret, a security hook.</summary>
    Tracing = 2,

    /// <summary>A control group.</summary>
    Cgroup = 3,

    /// <summary>An iterator.</summary>
    Iterator = 4,

    /// <summary>A network namespace.</summary>
    NetworkNamespace = 5,

    /// <summary>A network device, before the kernel makes a packet of what arrives.</summary>
    Xdp = 6,

    /// <summary>A perf event: kprobe, uprobe, tracepoint, counter.</summary>
    PerfEvent = 7,

    /// <summary>Many kernel functions.</summary>
    KprobeMulti = 8,

    /// <summary>A table of kernel operations.</summary>
    StructOps = 9,

    /// <summary>A netfilter hook.</summary>
    Netfilter = 10,

    /// <summary>Traffic control of a network device.</summary>
    Tcx = 11,

    /// <summary>Many user functions.</summary>
    UprobeMulti = 12,

    /// <summary>A netkit device.</summary>
    Netkit = 13,

    /// <summary>A map of sockets.</summary>
    SocketMap = 14,
}
