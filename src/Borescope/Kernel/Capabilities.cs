using System;
using System.Globalization;

namespace Borescope.Kernel;

/// <summary>Capabilities that matter for tracing; values are bit numbers.</summary>
public enum Capability
{
    /// <summary>CAP_NET_ADMIN.</summary>
    NetAdmin = 12,

    /// <summary>CAP_SYS_PTRACE: look into other users' processes.</summary>
    SysPtrace = 19,

    /// <summary>CAP_SYS_ADMIN: everything below, on any kernel.</summary>
    SysAdmin = 21,

    /// <summary>CAP_SYS_RESOURCE: raise the memory lock limit (kernels before 5.11).</summary>
    SysResource = 24,

    /// <summary>CAP_SYSLOG: see kernel addresses.</summary>
    SysLog = 34,

    /// <summary>CAP_PERFMON (5.8): perf events and tracing programs.</summary>
    PerfMon = 38,

    /// <summary>CAP_BPF (5.8): load programs, create maps.</summary>
    Bpf = 39,
}

/// <summary>The effective capabilities of this process.</summary>
public readonly struct Capabilities
{
    private readonly ulong _effective;

    /// <summary>Takes a bit set.</summary>
    public Capabilities(ulong effective) => _effective = effective;

    /// <summary>Whether BPF tracing is allowed at all: CAP_SYS_ADMIN, or CAP_BPF with CAP_PERFMON.</summary>
    public bool CanTrace => Has(Capability.SysAdmin) || (Has(Capability.Bpf) && Has(Capability.PerfMon));

    /// <summary>Reads them from procfs.</summary>
    public static Capabilities Read(ISystemCalls calls)
    {
        foreach (var line in (calls.ReadText("/proc/self/status") ?? "").Split('\n'))
        {
            if (line.StartsWith("CapEff:", StringComparison.Ordinal)
                && ulong.TryParse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits))
                return new Capabilities(bits);
        }

        return default;
    }

    /// <summary>Whether a capability is effective.</summary>
    public bool Has(Capability capability) => ((_effective >> (int)capability) & 1) != 0;

    /// <summary>Names of the missing capabilities that tracing needs, empty when nothing is missing.</summary>
    public string Missing()
    {
        if (CanTrace)
            return "";
        return (Has(Capability.Bpf), Has(Capability.PerfMon)) switch
        {
            (true, _) => "CAP_PERFMON",
            (_, true) => "CAP_BPF",
            _ => "CAP_BPF and CAP_PERFMON (or CAP_SYS_ADMIN)",
        };
    }
}
