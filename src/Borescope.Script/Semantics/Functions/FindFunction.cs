using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>find. Bound call: [BoundMapReference, key, BoundVariable that takes the value]; type bool: whether the key was there.</summary>
internal static class FindFunction
{
    /// <summary>find.</summary>
    public static readonly FunctionRow Row = new("find", "find(@map, key, $value)", "looks a key up: true when it is there, and the variable is its value", 3, 3, Bind);

    private static BoundExpression Bind(ProbeBinder binder, CallSyntax call)
    {
        MapState? state = MapFunctions.WholeMap(binder, call, call.Arguments[0]);
        if (state is null)
            return ProbeBinder.Pending(call.Span);
        if (state.IsKeyed == false)
            return binder.Wrong(call.Arguments[0].Span, $"{state.Symbol.Name} has no keys");
        BoundExpression? key = binder.BindKey(call.Arguments[1].Span, state, call.Arguments[1]);
        if (call.Arguments[2] is not VariableSyntax variable)
            return binder.Wrong(call.Arguments[2].Span, "find() needs a variable for the value", Row.Signature);
        if (key is null || ProbeBinder.IsPending(key))
            return ProbeBinder.Pending(call.Span);
        if (state.Value is AggregationType aggregation)
            return binder.Wrong(call.Arguments[0].Span, $"find() cannot read values of type '{aggregation.Name}'", "has_key() tells whether the key is there");
        return binder.AssignableVariable(variable, ProbeBinder.ReadType(state)) is { } target
            ? new BoundCall(call.Span, BoolType.Instance, "find", [new BoundMapReference(call.Arguments[0].Span, state.Symbol), key, target])
            : ProbeBinder.Pending(call.Span);
    }
}
