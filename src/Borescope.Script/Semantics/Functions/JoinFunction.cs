using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>join. Bound call: [pointer to an array of string pointers that ends in null, BoundString separator]; type none.</summary>
internal static class JoinFunction
{
    /// <summary>join.</summary>
    public static readonly FunctionRow Row = new("join", "join(argv[, separator])", "prints an array of strings", 1, 2, Bind);

    private static BoundExpression Bind(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression array = binder.BindExpression(call.Arguments[0]);
        string? separator = call.Arguments.Count > 1 ? binder.LiteralText(call.Arguments[1], "the separator of join()") : " ";
        if (ProbeBinder.IsPending(array) || separator is null)
            return ProbeBinder.Pending(call.Span);
        return StrFunction.AddressOf(binder, array) is { } pointer
            ? new BoundCall(call.Span, VoidType.Instance, "join", [pointer, ProbeBinder.Text(call.Span, separator)])
            : binder.Wrong(call.Arguments[0].Span, $"join() reads from an address, not from a value of type '{ProbeBinder.NameOf(array.Type)}'");
    }
}
