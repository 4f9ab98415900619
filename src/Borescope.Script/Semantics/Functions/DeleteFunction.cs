using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>delete(@m, key), delete(@m) of a scalar map, and the old delete(@m[key]). Bound call: [BoundMapReference, key when the map has keys]; type bool.</summary>
internal static class DeleteFunction
{
    /// <summary>delete.</summary>
    public static readonly FunctionRow Row = new("delete", "delete(@map, key) or delete(@scalar)", "removes a key; true when it was there", 1, 2, Bind);

    private static BoundExpression Bind(ProbeBinder binder, CallSyntax call)
    {
        if (call.Arguments[0] is not MapSyntax map)
            return binder.Wrong(call.Arguments[0].Span, "delete() needs a map", Row.Signature);
        if (map.Key is not null && call.Arguments.Count > 1)
        {
            return call.Arguments[1] is MapSyntax
                ? binder.Wrong(call.Arguments[1].Span, "delete() removes one key", "call it once for each map")
                : binder.Wrong(call.Arguments[1].Span, "the key is given twice", Row.Signature);
        }

        MapState state = binder.UseMap(map);
        ExpressionSyntax? keySyntax = map.Key ?? (call.Arguments.Count > 1 ? call.Arguments[1] : null);
        if (!MapFunctions.IsDefined(binder, map, state))
            return ProbeBinder.Pending(call.Span);
        if (keySyntax is null && state.IsKeyed == true)
            return binder.Wrong(call.Span, $"delete() needs a key: {map.Name} has keys", $"write delete({map.Name}, key); clear({map.Name}) removes all");
        BoundExpression? key = binder.BindKey(call.Span, state, keySyntax);
        if (key is not null && ProbeBinder.IsPending(key))
            return key;
        var reference = new BoundMapReference(map.Span, state.Symbol);
        return new BoundCall(call.Span, BoolType.Instance, "delete", key is null ? [reference] : [reference, key]);
    }
}
