namespace Borescope.Links;

/// <summary>What the perf event of a link is; numbers of the kernel.</summary>
public enum PerfEventLinkKind
{
    /// <summary>The kernel does not say (before 6.6).</summary>
    Unknown = 0,

    /// <summary>A place in a file.</summary>
    Uprobe = 1,

    /// <summary>The return of a function in a file.</summary>
    Uretprobe = 2,

    /// <summary>A place in the kernel.</summary>
    Kprobe = 3,

    /// <summary>The return of a kernel function.</summary>
    Kretprobe = 4,

    /// <summary>A tracepoint.</summary>
    Tracepoint = 5,

    /// <summary>A counter or timer.</summary>
    Event = 6,
}
