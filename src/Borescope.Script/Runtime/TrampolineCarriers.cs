using System;
using System.Collections.Generic;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Script.Binding;

namespace Borescope.Script.Runtime;

/// <summary>Chooses the kprobes that a BPF trampoline carries: cheaper, with the same result as long as the code reads arguments but no registers.</summary>
internal static class TrampolineCarriers
{
    /// <summary>With <c>--mechanism fentry</c>: all kprobes at the entry of one function; without: none.</summary>
    /// <exception cref="BpfException">A probe cannot be carried.</exception>
    public static IReadOnlySet<BoundProbe> Choose(BoundProgram program, AttachMechanism mechanism, Func<string, string, uint> findFunction)
    {
        var carried = new HashSet<BoundProbe>();
        if (mechanism != AttachMechanism.Fentry)
            return carried;
        foreach (BoundProbe probe in program.Probes)
        {
            AttachPoint point = probe.AttachPoints[0];
            if (point.Provider != ProbeProvider.Kprobe)
                continue;
            if (probe.AttachPoints.Count > 1 || point.Offset != 0 || point.Address != 0)
                throw new BpfException($"{point.Text} cannot be carried by fentry: only the entry of one named function can", KernelOperation.LinkCreate, point.Text);
            if (findFunction(point.Function, point.Module) == 0)
                throw new BpfException($"{point.Text} cannot be carried by fentry: BTF does not describe the function", KernelOperation.LinkCreate, point.Text);
            carried.Add(probe);
        }

        return carried;
    }
}
