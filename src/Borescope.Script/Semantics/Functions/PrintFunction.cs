using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>
/// print. Bound calls, type none: <c>print</c> [BoundMapReference, BoundConstant top, BoundConstant div] (uint64, 0 when not given) for a map;
/// <c>print_element</c> [BoundMapReference, key] for an element of a map fed by an aggregation; <c>print</c> [value] for everything else.
/// </summary>
internal static class PrintFunction
{
    /// <summary>print.</summary>
    public static readonly FunctionRow Row = new("print", "print(value) or print(@map[, top[, div]])", "prints a value or a map", 1, 3, Bind);

    private static BoundExpression Bind(ProbeBinder binder, CallSyntax call)
    {
        if (call.Arguments[0] is MapSyntax map)
        {
            MapState state = binder.UseMap(map);
            if (map.Key is null)
                return BindMap(binder, call, map, state);
            if (map.Key is not null && state.Value is AggregationType)
                return BindElement(binder, call, map);
        }

        if (call.Arguments.Count > 1)
            return binder.Wrong(call.Arguments[1].Span, "only whole maps are printed with 'top' and 'div'", Row.Signature);
        BoundExpression value = FormatFunctions.Value(binder, call.Arguments[0]);
        if (ProbeBinder.IsPending(value))
            return value;
        return value.Type is TupleType { Elements.Count: 0 }
            ? binder.Wrong(call.Arguments[0].Span, "an empty tuple cannot be printed")
            : new BoundCall(call.Span, VoidType.Instance, "print", [value]);
    }

    private static BoundExpression BindMap(ProbeBinder binder, CallSyntax call, MapSyntax map, MapState state)
    {
        if (!MapFunctions.IsDefined(binder, map, state))
            return ProbeBinder.Pending(call.Span);
        var numbers = new BoundExpression[2];
        for (int i = 0; i < 2; i++)
        {
            TextSpan span = call.Arguments.Count > i + 1 ? call.Arguments[i + 1].Span : call.Span;
            long? value = call.Arguments.Count > i + 1 ? binder.Literal(binder.BindExpression(call.Arguments[i + 1]), i == 0 ? "'top'" : "'div'") : 0;
            if (value is null)
                return ProbeBinder.Pending(call.Span);
            if (value < 0 || (value == 0 && i == 1 && call.Arguments.Count > 2))
                return binder.Wrong(span, i == 0 ? "'top' cannot be negative" : "'div' must be above 0");
            numbers[i] = new BoundConstant(span, IntegerType.UInt64, value.Value);
        }

        if (call.Arguments.Count > 2 && state.Value is not (AggregationType or IntegerType))
            return binder.Wrong(call.Arguments[2].Span, $"'div' divides numbers; {map.Name} holds values of type '{ProbeBinder.NameOf(state.Value!)}'");
        state.TallyUses++;
        return new BoundCall(call.Span, VoidType.Instance, "print", [new BoundMapReference(map.Span, state.Symbol), numbers[0], numbers[1]]);
    }

    private static BoundExpression BindElement(ProbeBinder binder, CallSyntax call, MapSyntax map)
    {
        if (call.Arguments.Count > 1)
            return binder.Wrong(call.Arguments[1].Span, "only whole maps are printed with 'top' and 'div'", Row.Signature);
        (MapState state, BoundExpression? key) = binder.BindMap(map);
        return key is null || ProbeBinder.IsPending(key)
            ? ProbeBinder.Pending(call.Span)
            : new BoundCall(call.Span, VoidType.Instance, "print_element", [new BoundMapReference(map.Span, state.Symbol), key]);
    }
}
