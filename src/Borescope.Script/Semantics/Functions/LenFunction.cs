using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>len. Bound call: [BoundMapReference] for a map with keys, [BoundBuiltin kstack or ustack] for a stack; type int64.</summary>
internal static class LenFunction
{
    /// <summary>len.</summary>
    public static readonly FunctionRow Row = new("len", "len(@map) or len(kstack)", "number of keys of a map, or of frames of a stack", 1, 1, Bind, IsOnlyValue: true);

    private static BoundExpression Bind(ProbeBinder binder, CallSyntax call)
    {
        if (call.Arguments[0] is MapSyntax)
        {
            MapState? state = MapFunctions.WholeMap(binder, call, call.Arguments[0]);
            if (state is null)
                return ProbeBinder.Pending(call.Span);
            return state.IsKeyed == false
                ? binder.Wrong(call.Arguments[0].Span, $"{state.Symbol.Name} has no keys to count")
                : new BoundCall(call.Span, IntegerType.Int64, "len", [new BoundMapReference(call.Arguments[0].Span, state.Symbol)]);
        }

        BoundExpression value = binder.BindExpression(call.Arguments[0]);
        if (ProbeBinder.IsPending(value))
            return value;
        if (value is BoundBuiltin { Type: StackType })
            return new BoundCall(call.Span, IntegerType.Int64, "len", [value]);
        if (value is BoundVariable { Type: StackType stack })
        {
            return binder.HoldsOwnStack((VariableSyntax)call.Arguments[0])
                ? new BoundCall(call.Span, IntegerType.Int64, "len", [new BoundBuiltin(value.Span, stack, stack.Name)])
                : binder.Wrong(value.Span, "len() counts the frames of the stack of this event, not of one that was kept in a map");
        }

        return binder.Wrong(call.Arguments[0].Span, $"len() takes a map or a stack, not a value of type '{ProbeBinder.NameOf(value.Type)}'");
    }
}
