using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Builtins;

/// <summary>Builtins about the command of <c>-c</c>. Without it <c>cpid</c> is bound as constant 0; <c>has_cpid</c> is always a constant.</summary>
internal static class ChildBuiltins
{
    /// <summary>cpid.</summary>
    public static readonly BuiltinRow Cpid = new("cpid", "cpid: uint32", "process id of the command of -c", static (binder, span, _, _) =>
    {
        if (binder.Analysis.Options.HasCommand)
            return new BoundBuiltin(span, IntegerType.UInt32, "cpid");
        binder.Warning(span, "'cpid' is 0: there is no command", "start one with -c");
        return new BoundConstant(span, IntegerType.UInt32, 0);
    });

    /// <summary>has_cpid.</summary>
    public static readonly BuiltinRow HasCpid = new(
        "has_cpid", "has_cpid: bool", "whether there is a command of -c", static (binder, span, _, _) => new BoundConstant(span, BoolType.Instance, binder.Analysis.Options.HasCommand ? 1 : 0));
}
