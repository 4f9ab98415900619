using Borescope.Script.Binding;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

/// <summary>Looks up what a probe's arguments and result are, when a script asks for them.</summary>
internal static class ProbeSignature
{
    /// <summary>Fills in arguments and return type of a probe.</summary>
    public static void Resolve(ProbeContext probe, IKernelModel model)
    {
        if (probe.IsResolved)
            return;
        probe.IsResolved = true;
        AttachPoint point = probe.Points[0];
        switch (probe.Provider)
        {
            case ProbeProvider.Tracepoint:
                probe.Arguments = model.FindTracepoint(point.Category, point.Event, out string? problem);
                probe.ArgumentsProblem = problem;
                break;
            case ProbeProvider.Fentry or ProbeProvider.Fexit when point.ProgramId != 0:
                Take(probe, model.FindProgramFunction(point.ProgramId, point.BtfId), $"program {point.ProgramId} is gone, or its types do not describe {point.Function}");
                break;
            case ProbeProvider.Fentry or ProbeProvider.Fexit:
                Take(probe, model.FindFunction(point.Function, point.Module), $"the kernel's BTF does not describe {point.Function}");
                break;
            case ProbeProvider.Uprobe when point.Offset != 0 || point.Function.Length == 0:
                probe.ArgumentsProblem = "arguments have names at the start of a function only";
                break;
            case ProbeProvider.Uprobe:
                FunctionPrototype? function = model.FindUserPrototype(point, out string? missing);
                Take(probe, function, missing ?? "the program does not describe its functions");
                probe.UnreadableArguments = function?.Unreadable;
                break;
            case ProbeProvider.Iter:
                probe.Arguments = model.FindIterator(point.Event)?.Arguments;
                break;
            case ProbeProvider.RawTracepoint:
                Take(probe, model.FindRawTracepoint(point.Event), $"the kernel's BTF does not describe the tracepoint {point.Event}; use arg0, arg1, …");
                break;
        }
    }

    private static void Take(ProbeContext probe, FunctionPrototype? prototype, string problem)
    {
        probe.Arguments = prototype?.Arguments;
        probe.ReturnType = prototype?.ReturnType ?? (prototype is null ? null : VoidType.Instance);
        if (prototype is null)
            probe.ArgumentsProblem = problem;
    }
}
