using System;
using System.Collections.Generic;
using System.Threading;
using Borescope.Compiler;
using Borescope.Compiler.Calls;

namespace Borescope.Kernel;

/// <summary>
/// What the running kernel can do, found out by trying and never by version number, because distributions move features between versions.
/// Each probe runs once, when first asked.
/// </summary>
/// <param name="calls">The seam.</param>
/// <param name="types">Types of the kernel for the fentry probes, asked for only by them; may give null.</param>
public sealed class KernelFeatures(ISystemCalls calls, Func<IKernelTypeIds?>? types = null)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<KernelFeature, FeatureResult> _features = [];
    private readonly Dictionary<BpfProgramType, FeatureResult> _programTypes = [];
    private readonly Dictionary<BpfMapType, FeatureResult> _mapTypes = [];
    private readonly Dictionary<(BpfProgramType, BpfHelper), FeatureResult> _helpers = [];

    /// <summary>Whether the kernel has a feature.</summary>
    public bool Has(KernelFeature feature) => Probe(feature).IsPresent;

    /// <summary>Whether the kernel knows a program type.</summary>
    public bool Has(BpfProgramType type) => Probe(type).IsPresent;

    /// <summary>Whether the kernel knows a map type.</summary>
    public bool Has(BpfMapType type) => Probe(type).IsPresent;

    /// <summary>Whether programs of a type may call a helper.</summary>
    public bool Has(BpfProgramType type, BpfHelper helper) => Probe(type, helper).IsPresent;

    /// <summary>Lets a feature look absent from now on, for measurements and for trying what happens without.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="reason">Why, for messages.</param>
    public void Exclude(KernelFeature feature, string reason)
    {
        lock (_gate)
            _features[feature] = new FeatureResult(false, reason);
    }

    /// <summary>Probes a feature.</summary>
    public FeatureResult Probe(KernelFeature feature)
    {
        lock (_gate)
        {
            if (!_features.TryGetValue(feature, out var result))
                _features[feature] = result = FeatureProbes.Run(calls, feature, types);
            return result;
        }
    }

    /// <summary>Probes a program type.</summary>
    public FeatureResult Probe(BpfProgramType type)
    {
        lock (_gate)
        {
            if (!_programTypes.TryGetValue(type, out var result))
                _programTypes[type] = result = FeatureProbes.ProgramType(calls, type);
            return result;
        }
    }

    /// <summary>Probes a map type.</summary>
    public FeatureResult Probe(BpfMapType type)
    {
        lock (_gate)
        {
            if (!_mapTypes.TryGetValue(type, out var result))
                _mapTypes[type] = result = MapTypeProbes.Run(calls, type);
            return result;
        }
    }

    /// <summary>Probes a helper.</summary>
    public FeatureResult Probe(BpfProgramType type, BpfHelper helper)
    {
        lock (_gate)
        {
            if (!_helpers.TryGetValue((type, helper), out var result))
                _helpers[(type, helper)] = result = FeatureProbes.Helper(calls, type, helper);
            return result;
        }
    }
}
