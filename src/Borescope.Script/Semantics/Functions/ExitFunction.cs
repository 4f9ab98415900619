using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>exit. Bound call: [int64 code, 0 when not given]; type none. Leaves the probe.</summary>
internal static class ExitFunction
{
    /// <summary>exit.</summary>
    public static readonly FunctionRow Row = new("exit", "exit([code])", "ends the script", 0, 1, Bind);

    private static BoundExpression Bind(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression code = new BoundConstant(call.Span, IntegerType.Int64, 0);
        if (call.Arguments.Count == 1)
        {
            code = binder.ToInteger(binder.BindExpression(call.Arguments[0]), "the exit code");
            if (ProbeBinder.IsPending(code))
                return code;
        }

        return binder.InForLoop
            ? binder.Wrong(call.Span, "exit() cannot be called in a for loop", "set a variable and call it behind the loop")
            : new BoundCall(call.Span, VoidType.Instance, "exit", [ProbeBinder.Convert(code, IntegerType.Int64)]);
    }
}
