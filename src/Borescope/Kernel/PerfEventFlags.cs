using System;

namespace Borescope.Kernel;

/// <summary>Flag bits of <see cref="PerfEventAttributes"/>.</summary>
[Flags]
public enum PerfEventFlags : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Start disabled.</summary>
    Disabled = 1ul << 0,

    /// <summary>Children inherit the event.</summary>
    Inherit = 1ul << 1,

    /// <summary>Do not count in user mode.</summary>
    ExcludeUser = 1ul << 4,

    /// <summary>Do not count in kernel mode.</summary>
    ExcludeKernel = 1ul << 5,

    /// <summary>The sample period is a frequency in hertz.</summary>
    Frequency = 1ul << 10,

    /// <summary>Wake-up counts bytes.</summary>
    Watermark = 1ul << 14,

    /// <summary>Records are written from the end of the buffer towards its start (4.7).</summary>
    WriteBackward = 1ul << 27,
}

/// <summary>PERF_TYPE_*.</summary>
public enum PerfEventType : uint
{
    /// <summary>Hardware counters.</summary>
    Hardware = 0,

    /// <summary>Software counters of the kernel.</summary>
    Software = 1,

    /// <summary>Tracepoints, and dynamic tracefs events.</summary>
    Tracepoint = 2,

    /// <summary>Hardware cache counters.</summary>
    HardwareCache = 3,

    /// <summary>Raw counters.</summary>
    Raw = 4,

    /// <summary>Breakpoints and watchpoints.</summary>
    Breakpoint = 5,
}

/// <summary>PERF_COUNT_SW_*.</summary>
public enum PerfSoftwareEvent : uint
{
    /// <summary>High resolution per-CPU timer, ns.</summary>
    CpuClock = 0,

    /// <summary>Task clock, ns.</summary>
    TaskClock = 1,

    /// <summary>Page faults.</summary>
    PageFaults = 2,

    /// <summary>Context switches.</summary>
    ContextSwitches = 3,

    /// <summary>Migrations to another CPU.</summary>
    CpuMigrations = 4,

    /// <summary>Minor page faults.</summary>
    PageFaultsMinor = 5,

    /// <summary>Major page faults.</summary>
    PageFaultsMajor = 6,

    /// <summary>Alignment faults.</summary>
    AlignmentFaults = 7,

    /// <summary>Emulation faults.</summary>
    EmulationFaults = 8,

    /// <summary>Placeholder that never counts.</summary>
    Dummy = 9,

    /// <summary>Output of a BPF program.</summary>
    BpfOutput = 10,

    /// <summary>Switches between control groups (5.13).</summary>
    CgroupSwitches = 11,
}

/// <summary>PERF_COUNT_HW_*.</summary>
public enum PerfHardwareEvent : uint
{
    /// <summary>CPU cycles.</summary>
    CpuCycles = 0,

    /// <summary>Retired instructions.</summary>
    Instructions = 1,

    /// <summary>Cache references.</summary>
    CacheReferences = 2,

    /// <summary>Cache misses.</summary>
    CacheMisses = 3,

    /// <summary>Branch instructions.</summary>
    BranchInstructions = 4,

    /// <summary>Mispredicted branches.</summary>
    BranchMisses = 5,

    /// <summary>Bus cycles.</summary>
    BusCycles = 6,

    /// <summary>Stalled cycles in the front end.</summary>
    StalledCyclesFrontend = 7,

    /// <summary>Stalled cycles in the back end.</summary>
    StalledCyclesBackend = 8,

    /// <summary>Reference cycles.</summary>
    ReferenceCycles = 9,
}
