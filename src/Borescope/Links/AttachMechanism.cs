namespace Borescope.Links;

/// <summary>Ways of attaching a program.</summary>
public enum AttachMechanism
{
    /// <summary>The planner chooses.</summary>
    Auto,

    /// <summary>One BPF link for many functions (kprobe.multi 5.18, uprobe.multi 6.6).</summary>
    Multi,

    /// <summary>A perf event of a PMU, bound by a BPF link (5.15).</summary>
    PerfLink,

    /// <summary>A perf event of a PMU, bound by ioctl (4.17).</summary>
    PerfIoctl,

    /// <summary>A dynamic event of tracefs, opened as perf event and bound by ioctl.</summary>
    Legacy,

    /// <summary>A BPF trampoline: fentry, fexit (5.5).</summary>
    Fentry,

    /// <summary>The raw tracepoint interface (4.17), also for BTF-typed ones.</summary>
    RawTracepoint,

    /// <summary>A BPF link whose reading runs the program (5.8).</summary>
    Iterator,

    /// <summary>A BPF link of a kind that does not trace: of a control group, a network device.</summary>
    Other,
}
