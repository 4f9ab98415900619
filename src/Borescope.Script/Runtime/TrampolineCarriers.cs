using System.Collections.Generic;
using Borescope.Links;
using Borescope.Script.Binding;

namespace Borescope.Script.Runtime;

/// <summary>Chooses the kprobes that a BPF trampoline carries: cheaper, with the same result as long as the code reads arguments but no registers.</summary>
internal static class TrampolineCarriers
{
    /// <summary>With <c>--mechanism fentry</c>: all kprobes (the planner refuses those that cannot be carried); without: none.</summary>
    public static IReadOnlySet<BoundProbe> Choose(BoundProgram program, AttachMechanism mechanism)
    {
        var carried = new HashSet<BoundProbe>();
        if (mechanism != AttachMechanism.Fentry)
            return carried;
        foreach (BoundProbe probe in program.Probes)
        {
            if (probe.AttachPoints[0].Provider == ProbeProvider.Kprobe)
                carried.Add(probe);
        }

        return carried;
    }
}
