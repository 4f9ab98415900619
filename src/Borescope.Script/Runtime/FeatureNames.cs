using System;
using Borescope.Kernel;

namespace Borescope.Script.Runtime;

/// <summary>Names of <c>--no-feature</c>: what a run does without although the kernel has it.</summary>
public static class FeatureNames
{
    private const string Reason = "switched off by --no-feature";

    private static readonly (string Name, KernelFeature[] Features)[] Rows =
    [
        ("kprobe_multi", [KernelFeature.KprobeMulti]),
        ("kprobe_session", [KernelFeature.KprobeSession]),
        ("uprobe_multi", [KernelFeature.UprobeMulti, KernelFeature.UprobeMultiProcess]),
        ("perf_link", [KernelFeature.PerfLink]),
        ("fentry", [KernelFeature.Fentry, KernelFeature.Fexit]),
    ];

    /// <summary>The names.</summary>
    public static string All => string.Join(", ", Array.ConvertAll(Rows, static row => row.Name));

    /// <summary>Whether there is such a name.</summary>
    public static bool IsKnown(string name) => Array.Exists(Rows, row => row.Name == name);

    /// <summary>Makes features look absent.</summary>
    public static void Exclude(KernelFeatures features, string name)
    {
        ArgumentNullException.ThrowIfNull(features);
        foreach ((string row, KernelFeature[] excluded) in Rows)
        {
            if (row != name)
                continue;
            foreach (KernelFeature feature in excluded)
                features.Exclude(feature, Reason);
        }
    }
}
