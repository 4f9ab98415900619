using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>
/// clear and zero: bound call [BoundMapReference], type none. has_key: [BoundMapReference, key converted to the map's key type], type bool.
/// </summary>
internal static class MapFunctions
{
    /// <summary>clear.</summary>
    public static readonly FunctionRow Clear = new("clear", "clear(@map)", "removes all keys of a map", 1, 1, BindWhole);

    /// <summary>zero.</summary>
    public static readonly FunctionRow Zero = new("zero", "zero(@map)", "sets all values of a map to 0", 1, 1, BindWhole);

    /// <summary>has_key.</summary>
    public static readonly FunctionRow HasKey = new("has_key", "has_key(@map, key)", "whether a map has a key", 2, 2, BindHasKey, IsOnlyValue: true);

    /// <summary>The map that an argument names without a key; null and an error when it is none.</summary>
    public static MapState? WholeMap(ProbeBinder binder, CallSyntax call, ExpressionSyntax argument)
    {
        if (argument is not MapSyntax map)
        {
            binder.Error(argument.Span, $"{call.Name}() needs a map", $"write {call.Name}(@name)");
            return null;
        }

        if (map.Key is not null)
        {
            binder.Error(argument.Span, $"{call.Name}() needs a whole map, not one element", $"write {call.Name}({map.Name}{(call.Arguments.Count > 1 || call.Name == "has_key" ? ", key" : "")})");
            return null;
        }

        MapState state = binder.UseMap(map);
        return IsDefined(binder, map, state) ? state : null;
    }

    /// <summary>Whether something is ever assigned to a map; reports it otherwise.</summary>
    public static bool IsDefined(ProbeBinder binder, MapSyntax map, MapState state)
    {
        if (state.Value is not null)
            return true;
        binder.UndefinedMap(map.Span, state.Symbol.Name);
        return false;
    }

    private static BoundExpression BindWhole(ProbeBinder binder, CallSyntax call)
    {
        MapState? state = WholeMap(binder, call, call.Arguments[0]);
        if (state is null)
            return ProbeBinder.Pending(call.Span);
        if (call.Name == Clear.Name)
            state.TallyUses++;
        return new BoundCall(call.Span, VoidType.Instance, call.Name, [new BoundMapReference(call.Arguments[0].Span, state.Symbol)]);
    }

    private static BoundExpression BindHasKey(ProbeBinder binder, CallSyntax call)
    {
        MapState? state = WholeMap(binder, call, call.Arguments[0]);
        if (state is null)
            return ProbeBinder.Pending(call.Span);
        if (state.IsKeyed == false)
            return binder.Wrong(call.Arguments[0].Span, $"{state.Symbol.Name} has no keys");
        BoundExpression? key = binder.BindKey(call.Arguments[1].Span, state, call.Arguments[1]);
        return key is null || ProbeBinder.IsPending(key)
            ? ProbeBinder.Pending(call.Span)
            : new BoundCall(call.Span, BoolType.Instance, "has_key", [new BoundMapReference(call.Arguments[0].Span, state.Symbol), key]);
    }
}
