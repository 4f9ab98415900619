namespace Borescope.Kernel;

/// <summary>Kernel settings that decide what tracing is allowed.</summary>
/// <param name="calls">The seam.</param>
public sealed class Sysctls(ISystemCalls calls)
{
    /// <summary>kernel.perf_event_paranoid; above 2 some distributions refuse even with CAP_PERFMON. Null when unreadable.</summary>
    public long? PerfEventParanoid => Read("kernel/perf_event_paranoid");

    /// <summary>kernel.kptr_restrict: 1 hides kernel addresses without CAP_SYSLOG, 2 always.</summary>
    public long? KernelPointerRestrict => Read("kernel/kptr_restrict");

    /// <summary>kernel.unprivileged_bpf_disabled.</summary>
    public long? UnprivilegedBpfDisabled => Read("kernel/unprivileged_bpf_disabled");

    /// <summary>debug.kprobes-optimization; null on a kernel without optimized kprobes.</summary>
    public long? KprobesOptimization => Read("debug/kprobes-optimization");

    /// <summary>kernel.perf_event_max_stack: deepest stack that stack maps record, 127 by default.</summary>
    public long PerfEventMaxStack => Read("kernel/perf_event_max_stack") ?? 127;

    /// <summary>kernel.perf_event_max_sample_rate in hertz.</summary>
    public long? PerfEventMaxSampleRate => Read("kernel/perf_event_max_sample_rate");

    /// <summary>kernel.ftrace_enabled: 0 silences fentry and multi probes.</summary>
    public long? FtraceEnabled => Read("kernel/ftrace_enabled");

    /// <summary>The active lockdown mode (<c>none</c>, <c>integrity</c>, <c>confidentiality</c>), null without lockdown.</summary>
    public string? Lockdown
    {
        get
        {
            var text = calls.ReadText("/sys/kernel/security/lockdown");
            var open = text?.IndexOf('[', System.StringComparison.Ordinal) ?? -1;
            var close = text?.IndexOf(']', System.StringComparison.Ordinal) ?? -1;
            return open >= 0 && close > open ? text![(open + 1)..close] : null;
        }
    }

    private long? Read(string name) => calls.TryReadNumber($"/proc/sys/{name}", out var value) ? value : null;
}
