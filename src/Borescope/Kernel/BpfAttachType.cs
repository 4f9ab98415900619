namespace Borescope.Kernel;

/// <summary>Attach types that tracing uses; numbers of the kernel.</summary>
public enum BpfAttachType
{
    /// <summary>None needed.</summary>
    None = 0,

    /// <summary>BTF-typed raw tracepoint.</summary>
    TraceRawTracepoint = 23,

    /// <summary>Function entry through a trampoline.</summary>
    TraceFentry = 24,

    /// <summary>Function exit through a trampoline.</summary>
    TraceFexit = 25,

    /// <summary>Iterator.</summary>
    TraceIterator = 28,

    /// <summary>Perf event by BPF link (5.15).</summary>
    PerfEvent = 41,

    /// <summary>Many kernel functions (5.18).</summary>
    KprobeMulti = 42,

    /// <summary>Many user functions (6.6).</summary>
    UprobeMulti = 48,

    /// <summary>Entry and return of many kernel functions (6.10).</summary>
    KprobeSession = 56,

    /// <summary>Entry and return of many user functions (6.13).</summary>
    UprobeSession = 57,
}
