using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Borescope.Btf;
using Borescope.Kernel;

namespace Borescope.Cli.Demo;

/// <summary>What this kernel lets Borescope do, found out by trying.</summary>
internal sealed class KernelReport : IDisposable
{
    private static readonly (string Label, KernelFeature Feature)[] s_rows =
    [
        ("types of the kernel (BTF)", KernelFeature.Btf),
        ("ring buffer", KernelFeature.RingBuffer),
        ("kprobes", KernelFeature.KprobePmu),
        ("many kprobes by one link", KernelFeature.KprobeMulti),
        ("fentry, fexit", KernelFeature.Fentry),
        ("typed raw tracepoints", KernelFeature.TracingRawTracepoint),
        ("uprobes", KernelFeature.UprobePmu),
        ("watchpoints", KernelFeature.Watchpoints),
    ];

    private readonly KernelBtf? _btf;
    private readonly KernelFeatures _features;

    internal KernelReport()
    {
        _ = KernelBtf.TryOpen(SystemCalls.Instance, out _btf, out _);
        _features = new KernelFeatures(SystemCalls.Instance, () => _btf);
        Capabilities = Capabilities.Read(SystemCalls.Instance);
    }

    /// <summary>What this process may do.</summary>
    internal Capabilities Capabilities { get; }

    /// <summary>True where kernel functions can be probed.</summary>
    internal bool HasKprobes => _features.Has(KernelFeature.KprobePmu) || _features.Has(KernelFeature.KprobeEvents);

    /// <summary>The report, one fact per line.</summary>
    internal IEnumerable<string> Lines()
    {
        string release = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        yield return $"Linux {release}, {Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)} processors";
        yield return Line("capabilities", Capabilities.CanTrace, Capabilities.CanTrace ? "may load and attach programs" : "missing " + Capabilities.Missing());
        foreach ((string label, KernelFeature feature) in s_rows)
        {
            FeatureResult result = _features.Probe(feature);
            bool present = feature == KernelFeature.KprobePmu ? HasKprobes : result.IsPresent;
            yield return Line(label, present, present ? "" : result.Reason);
        }
    }

    public void Dispose() => _btf?.Dispose();

    private static string Line(string label, bool present, string remark) =>
        $"  {label,-26} {(present ? "yes" : "no"),-3} {remark}".TrimEnd();
}
