using System.Collections.Generic;
using System.Runtime.InteropServices;
using Borescope.Script.Syntax;
using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Builtins;

/// <summary>Builtins about the processor. <c>ncpus</c> is bound as a constant.</summary>
internal static class ProcessorBuiltins
{
    /// <summary>cpu.</summary>
    public static readonly BuiltinRow Cpu = TaskBuiltins.Plain("cpu", "uint32", "number of the processor", IntegerType.UInt32);

    /// <summary>ncpus.</summary>
    public static readonly BuiltinRow Ncpus = new(
        "ncpus", "ncpus: uint64", "number of possible processors", static (binder, span, _, _) => new BoundConstant(span, IntegerType.UInt64, binder.Analysis.Model.ProcessorCount));

    /// <summary>numaid.</summary>
    public static readonly BuiltinRow Numaid = TaskBuiltins.Plain("numaid", "uint32", "number of the NUMA node", IntegerType.UInt32);

    /// <summary>rand.</summary>
    public static readonly BuiltinRow Rand = TaskBuiltins.Plain("rand", "uint32", "a random number", IntegerType.UInt32);

    /// <summary>usermode.</summary>
    public static readonly BuiltinRow Usermode = new(
        "usermode", "usermode: uint8", "whether user code was interrupted (x86-64); what the tracer runs itself counts as such", BindUsermode, 0, true);

    private static BoundExpression BindUsermode(ProbeBinder binder, TextSpan span, string name, IReadOnlyList<ExpressionSyntax> arguments)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return binder.Wrong(span, "'usermode' is only known on x86-64");
        return binder.Probe.HasRegisters
            ? new BoundBuiltin(span, new IntegerType(1, false), "usermode")
            : new BoundConstant(span, new IntegerType(1, false), binder.Probe.Provider is ProbeProvider.Begin or ProbeProvider.End or ProbeProvider.Self or ProbeProvider.Test or ProbeProvider.Bench ? 1 : 0);
    }
}
