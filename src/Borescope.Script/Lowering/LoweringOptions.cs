using System.Collections.Generic;
using Borescope.Script.Binding;

namespace Borescope.Script.Lowering;

/// <summary>What of the running system goes into the code.</summary>
public sealed record LoweringOptions
{
    /// <summary>Processor.</summary>
    public TargetArchitecture Architecture { get; init; } = TargetArchitecture.Current;

    /// <summary>Start of the script on the boot clock, in nanoseconds: what <c>elapsed</c> counts from.</summary>
    public ulong StartTime { get; init; }

    /// <summary>Nanoseconds from the boot clock to CLOCK_TAI when the script starts, for <c>nsecs(sw_tai)</c>.</summary>
    public long BootToTai { get; init; }

    /// <summary>Nanoseconds from the boot clock to the time since 1970.</summary>
    public long BootToUnix { get; init; }

    /// <summary>Number of possible CPUs.</summary>
    public int PossibleCpus { get; init; } = 1;

    /// <summary>Device and inode of this process's PID namespace when it is not the initial one; null otherwise.</summary>
    public (ulong Device, ulong Inode)? PidNamespace { get; init; }

    /// <summary>Process that <c>-p</c> restricts all probes to; 0 for none.</summary>
    public int FilterPid { get; init; }

    /// <summary>Process started by <c>-c</c> (<c>cpid</c>); 0 for none.</summary>
    public int ChildPid { get; init; }

    /// <summary>kprobes that are attached through a BPF trampoline (fentry) instead: their context is an array of arguments.</summary>
    public IReadOnlySet<BoundProbe> CarriedByTrampoline { get; init; } = new HashSet<BoundProbe>();

    /// <summary>Keep the intermediate form as text (<c>-d ir</c>).</summary>
    public bool KeepIrText { get; init; }

    /// <summary>Report helpers that fail (<c>-k</c>).</summary>
    public bool ReportHelperErrors { get; init; }

    /// <summary>Whether the kernel has bpf_ktime_get_boot_ns (5.8).</summary>
    public bool HasBootClock { get; init; } = true;
}
