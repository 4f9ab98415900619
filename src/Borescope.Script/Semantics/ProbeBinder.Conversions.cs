using System;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

internal sealed partial class ProbeBinder
{
    /// <summary>The expression as a value of another type that can hold it; constants are rewritten, everything else is converted explicitly.</summary>
    public static BoundExpression Convert(BoundExpression expression, ScriptType type)
    {
        if (expression.Type is PendingType || type is PendingType)
            return expression;
        switch (expression)
        {
            case BoundConstant constant when type.IsScalar:
                return Retype(constant, type);
            case BoundString text when type is StringType wanted:
                return text with { StringType = wanted, Type = wanted };
            case BoundTuple tuple when type is TupleType target:
                return ConvertTuple(tuple, target);
        }

        if (expression.Type.Equals(type) || (expression.Type is StringType given && type is StringType kept && given.Length == kept.Length))
            return expression;
        if (expression.Type is TupleType from && type is TupleType to)
            return RebuildTuple(expression, from, to);
        return new BoundConversion(expression.Span, type, expression);
    }

    /// <summary>The expression as value of another type, which is its own from here on: also where only the sign was open.</summary>
    private static BoundExpression ConvertAndSettle(BoundExpression expression, ScriptType type) =>
        expression is not BoundConstant && expression.Type.Equals(type) && LiteralTypes.IsFlexible(expression.Type) && !LiteralTypes.IsFlexible(type)
            ? new BoundConversion(expression.Span, type, expression)
            : Convert(expression, type);

    /// <summary>The expression as truth value.</summary>
    public BoundExpression ToBool(BoundExpression expression)
    {
        if (expression.Type is BoolType or PendingType)
            return expression;
        if (expression is BoundConstant constant)
            return new BoundConstant(constant.Span, BoolType.Instance, constant.Value != 0 ? 1 : 0);
        if (expression is BoundString text)
            return new BoundConstant(text.Span, BoolType.Instance, text.Value.Length > 0 ? 1 : 0);
        if (expression.Type.IsScalar)
            return new BoundConversion(expression.Span, BoolType.Instance, expression);
        return Wrong(expression.Span, $"a value of type '{NameOf(expression.Type)}' is neither true nor false", "compare it with something");
    }

    /// <summary>The expression as 64-bit integer of its own sign; errors for what is no number.</summary>
    public BoundExpression ToInteger(BoundExpression expression, string what)
    {
        switch (expression.Type)
        {
            case PendingType:
                return expression;
            case IntegerType integer:
                return Convert(expression, integer.Signed ? IntegerType.Int64 : IntegerType.UInt64);
            case EnumType enumeration:
                return Convert(expression, enumeration.Underlying.Signed ? IntegerType.Int64 : IntegerType.UInt64);
            case BoolType:
                return Convert(expression, IntegerType.Int64);
            case PointerType or KernelSymbolType:
                return Convert(expression, IntegerType.UInt64);
            default:
                return Wrong(expression.Span, $"{what} must be an integer, not '{NameOf(expression.Type)}'");
        }
    }

    /// <summary>The value of a literal or constant expression of integer type; null (and an error) otherwise.</summary>
    public long? Literal(BoundExpression expression, string what)
    {
        if (expression is BoundConstant { Type: IntegerType or EnumType or BoolType } constant)
            return constant.Value;
        if (!IsPending(expression))
            Error(expression.Span, $"{what} must be a literal number");
        return null;
    }

    /// <summary>The text of a string literal; null (and an error) otherwise.</summary>
    public string? LiteralText(ExpressionSyntax syntax, string what)
    {
        BoundExpression bound = BindExpression(syntax);
        if (bound is BoundString text)
            return text.Value;
        if (!IsPending(bound))
            Error(syntax.Span, $"{what} must be a string literal");
        return null;
    }

    private static BoundConstant Retype(BoundConstant constant, ScriptType type)
    {
        long value = type switch
        {
            BoolType => constant.Value != 0 ? 1 : 0,
            IntegerType integer => Truncate(constant.Value, integer),
            EnumType enumeration => Truncate(constant.Value, enumeration.Underlying),
            _ => constant.Value,
        };
        return new BoundConstant(constant.Span, type, value);
    }

    private static long Truncate(long value, IntegerType type) => (type.Bytes, type.Signed) switch
    {
        (1, true) => (sbyte)value,
        (1, false) => (byte)value,
        (2, true) => (short)value,
        (2, false) => (ushort)value,
        (4, true) => (int)value,
        (4, false) => (uint)value,
        _ => value,
    };

    private static BoundTuple ConvertTuple(BoundTuple tuple, TupleType target)
    {
        var elements = new BoundExpression[target.Elements.Count];
        for (int i = 0; i < elements.Length; i++)
            elements[i] = Convert(tuple.Elements[IndexIn(tuple.TupleType, target, i)], target.Elements[i]);
        return new BoundTuple(tuple.Span, target, elements);
    }

    private static BoundTuple RebuildTuple(BoundExpression tuple, TupleType from, TupleType to)
    {
        var elements = new BoundExpression[to.Elements.Count];
        for (int i = 0; i < elements.Length; i++)
        {
            int j = IndexIn(from, to, i);
            elements[i] = Convert(new BoundTupleElement(tuple.Span, from.Elements[j], tuple, j), to.Elements[i]);
        }

        return new BoundTuple(tuple.Span, to, elements);
    }

    // Records with the same names in another order are the same type.
    private static int IndexIn(TupleType from, TupleType to, int index)
    {
        if (from.Names is null || to.Names is null)
            return index;
        for (int i = 0; i < from.Names.Count; i++)
        {
            if (from.Names[i] == to.Names[index])
                return i;
        }

        return Math.Min(index, from.Elements.Count - 1);
    }
}
