using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

internal sealed partial class ProbeBinder
{
    /// <summary>The state of the map that a name stands for, without looking at its key.</summary>
    public MapState UseMap(MapSyntax map)
    {
        string name = map.Name;
        MacroFrame? frame = _frame;
        bool own = frame is { Macro: not null };
        while (frame is not null && frame.Arguments.TryGetValue(name, out ExpressionSyntax? argument) && argument is MapSyntax { Key: null } actual)
        {
            name = actual.Name;
            frame = frame.Caller;
            own = frame is { Macro: not null };
        }

        if (own)
            Error(map.Span, $"the map {name} is no parameter of the macro '{frame!.Macro!.Name}'", "a macro sees only its parameters and its own variables");
        MapState state = analysis.Map(name, map.Span);
        state.Uses++;
        return state;
    }

    /// <summary>The map and its key, bound and converted; the key is null for scalar maps.</summary>
    public (MapState Map, BoundExpression? Key) BindMap(MapSyntax syntax)
    {
        MapState map = UseMap(syntax);
        return (map, BindKey(syntax.Span, map, syntax.Key));
    }

    /// <summary>Binds a key for a map and joins its type.</summary>
    public BoundExpression? BindKey(TextSpan span, MapState map, ExpressionSyntax? syntax)
    {
        bool keyed = syntax is not null;
        if (map.IsKeyed is { } known && known != keyed)
        {
            if (syntax is not null)
                BindExpression(syntax);
            Error(
                span,
                keyed ? $"{map.Symbol.Name} is used without a key elsewhere" : $"{map.Symbol.Name} needs a key: it is used with one elsewhere",
                "a map has a key everywhere or nowhere");
            return keyed ? null : Pending(span);
        }

        map.IsKeyed = keyed;
        if (syntax is null)
            return null;
        BoundExpression key = BindValue(syntax);
        if (IsPending(key))
            return key;
        if (KeyProblem(key.Type) is { } problem)
            return Wrong(syntax.Span, problem);
        if (map.JoinKey(key.Type, analysis))
        {
            WarnSignLost(map.Symbol.Name, "keys", map.Key, key);
            return Convert(key, map.Symbol.KeyType!);
        }

        return Wrong(
            syntax.Span,
            $"Argument mismatch for {map.Symbol.Name}: trying to access with arguments of type '{KeyName(key.Type)}' when map expects arguments of type '{KeyName(map.Key!)}'");
    }

    /// <summary>The type a script sees when it reads an element.</summary>
    public static ScriptType ReadType(MapState map) => map.Value switch
    {
        AggregationType { IsReadable: true } aggregation => aggregation.Signed ? IntegerType.Int64 : IntegerType.UInt64,
        null => PendingType.Instance,
        _ => map.Symbol.ValueType!,
    };

    private static string? KeyProblem(ScriptType type) => type switch
    {
        VoidType => "this has no value that could be a key",
        AggregationType => "an aggregation cannot be a key",
        TupleType { Elements.Count: 0 } => "an empty tuple cannot be a key",
        _ => null,
    };

    private static string KeyName(ScriptType type)
    {
        if (type is not TupleType tuple)
            return NameOf(MapState.Storage(LiteralTypes.Settle(type)));
        var names = new List<string>();
        foreach (ScriptType element in tuple.Elements)
            names.Add(KeyName(element));
        return "(" + string.Join(",", names) + ")";
    }

    private BoundExpression BindMapRead(MapSyntax syntax)
    {
        (MapState map, BoundExpression? key) = BindMap(syntax);
        if (map.Value is null)
        {
            UndefinedMap(syntax.Span, map.Symbol.Name);
            return Pending(syntax.Span);
        }

        if (map.Value is AggregationType { IsReadable: false } aggregation)
            return Wrong(syntax.Span, $"the value of {map.Symbol.Name} is of type '{aggregation.Name}', which cannot be read back", $"print({syntax.Name}) shows it");
        return new BoundMapRead(syntax.Span, ReadType(map), map.Symbol, key);
    }

    /// <summary>Only a map that is one value for all CPUs has an address that stays: elements move and go.</summary>
    private BoundExpression BindMapAddress(TextSpan span, MapSyntax syntax)
    {
        MapState state = UseMap(syntax);
        if (syntax.Key is not null || state.IsKeyed == true)
        {
            if (syntax.Key is not null)
                BindKey(syntax.Span, state, syntax.Key);
            return Wrong(span, $"{state.Symbol.Name} has keys: its elements come and go, so that none has an address", "copy the element into a variable, which has one: $v = @x[key]; &$v");
        }

        BoundExpression value = BindMapRead(syntax);
        if (IsPending(value) || analysis.MustAddressWait())
            return Pending(span);
        return state.Value is AggregationType aggregation
            ? Wrong(span, $"{state.Symbol.Name} is fed by {aggregation.Name[..^2]}(): it is a value for each CPU and has no one address", "copy it into a variable, which has one: $v = (int64)@x; &$v")
            : new BoundAddressOf(span, new PointerType(value.Type, AddressSpace.Kernel), value);
    }

    /// <summary>Reports a map to which nothing is assigned.</summary>
    public void UndefinedMap(TextSpan span, string name)
    {
        if (analysis.LacksProbes)
            return;
        string[] near = Suggestions.Hint(name, analysis.MapNames());
        Error(span, $"Undefined map: {name}", near.Length > 0 ? near : ["nothing is ever assigned to it"]);
    }

    private BoundStatement BindMapAssignment(AssignmentSyntax assignment, MapSyntax target)
    {
        if (assignment.Operator.Length > 0)
            return BindMapCompound(assignment, target);
        BoundExpression value = Whole(BindExpression(assignment.Value));
        (MapState map, BoundExpression? key) = BindMap(target);
        if (IsPending(value))
        {
            map.IsAwaited = true;
            return new BoundExpressionStatement(assignment.Span, value);
        }

        if (value.Type is VoidType or TupleType { Elements.Count: 0 })
        {
            Error(value.Span, "this has no value to assign");
        }
        else if (map.JoinValue(value.Type, analysis))
        {
            WarnSignLost(map.Symbol.Name, "values", map.Symbol.ValueType, value);
            if (value is BoundAggregation aggregation)
            {
                value = aggregation with { Aggregation = (AggregationType)map.Symbol.ValueType!, Type = map.Symbol.ValueType! };
                if (aggregation.Aggregation.Kind == AggregationKind.Count)
                    map.TallyUses++;
            }

            return new BoundMapAssignment(assignment.Span, map.Symbol, key, Convert(value, map.Symbol.ValueType!));
        }
        else if (value is BoundAggregation || map.Value is AggregationType)
        {
            Error(
                value.Span,
                $"Type mismatch for {map.Symbol.Name}: trying to assign value of type '{NameOf(value.Type)}' when map already has a type '{NameOf(map.Value!)}'",
                "a map that one aggregation feeds takes no other values");
        }
        else
        {
            Error(
                value.Span,
                $"Type mismatch for {map.Symbol.Name}: trying to assign value of type '{NameOf(value.Type)}' when map already has a type '{NameOf(map.Value!)}'");
        }

        return new BoundExpressionStatement(assignment.Span, Pending(assignment.Span));
    }

    private BoundStatement BindMapCompound(AssignmentSyntax assignment, MapSyntax target)
    {
        BoundExpression operand = BindExpression(assignment.Value);
        (MapState map, BoundExpression? key) = BindMap(target);
        var failed = new BoundExpressionStatement(assignment.Span, Pending(assignment.Span));
        if (IsPending(operand))
            return failed;
        if (map.Symbol.ValueType is PointerType pointer)
        {
            BoundExpression current = new BoundMapRead(target.Span, pointer, map.Symbol, key);
            BoundExpression moved = Operate(assignment.Span, assignment.Operator, assignment.Span, current, operand);
            return IsPending(moved) ? failed : new BoundMapAssignment(assignment.Span, map.Symbol, key, Convert(moved, pointer));
        }

        BoundExpression value = ToInteger(operand, $"the operand of '{assignment.Operator}='");
        if (IsPending(value))
            return failed;
        // The result has the sign that arithmetic with the map has; without a sign of the operand, or a type of the map, the map's other values decide.
        bool isOpen = assignment.Operator != "-" && (map.Value is null || LiteralTypes.IsFlexible(operand.Type));
        ScriptType joined = isOpen ? LiteralTypes.Flexible(8) : assignment.Operator == "-" || CommonSign(ReadType(map), operand.Type) ? IntegerType.Int64 : IntegerType.UInt64;
        if (map.Value is AggregationType || !map.JoinStep(joined, analysis) || map.Symbol.ValueType is not IntegerType)
        {
            Error(assignment.Span, $"'{assignment.Operator}=' needs a map of integers; {map.Symbol.Name} holds values of type '{NameOf(map.Value!)}'");
            return failed;
        }

        BinaryOperator operation = BinaryOperators.Find(assignment.Operator)!.Operator;
        return new BoundMapCompoundAssignment(assignment.Span, map.Symbol, key, operation, Convert(value, map.Symbol.ValueType));
    }

    private BoundExpression BindMapIncrement(UnarySyntax syntax, MapSyntax target)
    {
        (MapState map, BoundExpression? key) = BindMap(target);
        long step = syntax.Operator == "++" ? 1 : -1;
        if (map.Symbol.ValueType is PointerType pointer)
            step *= System.Math.Max(1, pointer.Target.Size);
        else if (map.Value is AggregationType || !map.JoinStep(StepType(syntax.Operator), analysis) || map.Symbol.ValueType is not IntegerType)
            return Wrong(syntax.Span, $"'{syntax.Operator}' needs a map of integers; {map.Symbol.Name} holds values of type '{NameOf(map.Value!)}'");
        return new BoundMapIncrement(syntax.Span, map.Symbol.ValueType!, map.Symbol, key, step, !syntax.IsPostfix);
    }
}
