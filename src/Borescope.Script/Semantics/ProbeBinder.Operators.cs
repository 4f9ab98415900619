using System;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

internal sealed partial class ProbeBinder
{
    /// <summary>Applies an operator to bound operands.</summary>
    public BoundExpression Operate(TextSpan span, string text, TextSpan operatorSpan, BoundExpression left, BoundExpression right)
    {
        BinaryOperatorRow row = BinaryOperators.Find(text)!;
        if (row.Kind == OperatorKind.Logical)
        {
            left = ToBool(left);
            right = ToBool(right);
            return IsPending(left) || IsPending(right) ? Pending(span) : Logical(span, row.Operator, left, right);
        }

        if (IsPending(left) || IsPending(right))
            return Pending(span);
        if (left is BoundBuiltin { Type: ProbeNameType } && right is BoundString || right is BoundBuiltin { Type: ProbeNameType } && left is BoundString)
            return CompareProbe(span, row, operatorSpan, left as BoundString ?? (BoundString)right);
        if (left.Type is NumberNameType && right is BoundString || right.Type is NumberNameType && left is BoundString)
            return CompareName(span, row, operatorSpan, left, right);
        if (row.Operator == BinaryOperator.Add && AddTexts(span, left, right) is { } added)
            return added;
        bool comparison = row.Kind is OperatorKind.Equality or OperatorKind.Order;
        if (left is BoundConstant { Type: IntegerType } a && right is BoundConstant { Type: IntegerType } b)
        {
            bool typed = a.IsTyped || b.IsTyped;
            if (comparison)
                return new BoundConstant(span, BoolType.Instance, (typed ? CompareTyped(row.Operator, a, b) : Compare(row.Operator, Wide(a), Wide(b))) ? 1 : 0);
            return typed ? FoldTyped(span, row.Operator, a, b) : Fold(span, row.Operator, a, b);
        }

        if (row.Kind == OperatorKind.Order && left is BoundString first && right is BoundString second)
            return new BoundConstant(span, BoolType.Instance, CompareTexts(row.Operator, first, second) ? 1 : 0);
        return comparison ? Compare(span, row, operatorSpan, left, right) : Arithmetic(span, row, operatorSpan, left, right);
    }

    // Literals: two are written one behind the other; a number skips bytes, as it does for the address of a string.
    private BoundString? AddTexts(TextSpan span, BoundExpression left, BoundExpression right)
    {
        if (left is BoundString a && right is BoundString b)
            return Text(span, a.Value + b.Value);
        if (((left as BoundString) ?? (right as BoundString)) is not { } text || (ReferenceEquals(text, left) ? right : left) is not BoundConstant { Type: IntegerType, Value: >= 0 and var skip })
            return null;
        int bytes = ScriptText.Count(text.Value);
        if (bytes > 0 && skip >= bytes)
            Warning(span, $"this is always empty: the string has {bytes} bytes");
        return Text(span, ScriptText.Skip(text.Value, (ulong)skip));
    }

    private static BoundExpression Logical(TextSpan span, BinaryOperator operation, BoundExpression left, BoundExpression right)
    {
        if (left is BoundConstant constant)
        {
            bool decided = constant.Value != 0 == (operation == BinaryOperator.LogicalOr);
            return decided ? constant with { Span = span } : right;
        }

        return new BoundBinary(span, BoolType.Instance, operation, left, right);
    }

    // A name is compared by its number.
    private BoundExpression CompareName(TextSpan span, BinaryOperatorRow row, TextSpan operatorSpan, BoundExpression left, BoundExpression right)
    {
        if (row.Kind != OperatorKind.Equality)
            return Mismatch(operatorSpan, row, left, right);
        (BoundExpression name, var text) = left is BoundString first ? (right, first) : (left, (BoundString)right);
        var type = (NumberNameType)name.Type;
        if (IsKnownWhenPrinted(type))
            return Wrong(span, "this name is only known when it is printed, so it cannot be compared");
        if (NumberNames.Number(type.Kind, text.Value) is not { } number)
        {
            Warning(text.Span, $"nothing is called '{text.Value}' here");
            return new BoundConstant(span, BoolType.Instance, row.Operator == BinaryOperator.NotEqual ? 1 : 0);
        }

        return new BoundBinary(
            span, BoolType.Instance, row.Operator, Convert(name, IntegerType.Int64), new BoundConstant(text.Span, IntegerType.Int64, number));
    }

    private static bool IsKnownWhenPrinted(ScriptType type) => type is NumberNameType { Kind: NumberNameKind.Task or NumberNameKind.Cgroup };

    private static bool IsNumber(ScriptType type) => type is IntegerType or EnumType or BoolType;

    private static bool IsSigned(ScriptType type) => type switch
    {
        IntegerType integer => integer.Signed,
        EnumType enumeration => enumeration.Underlying.Signed,
        BoolType => false,
        _ => false,
    };

    private BoundExpression Arithmetic(TextSpan span, BinaryOperatorRow row, TextSpan operatorSpan, BoundExpression left, BoundExpression right)
    {
        if (left.Type is PointerType || right.Type is PointerType)
            return PointerArithmetic(span, row, operatorSpan, left, right);
        if (!IsNumber(left.Type) || !IsNumber(right.Type))
            return Mismatch(operatorSpan, row, left, right);
        if (row.Operator is BinaryOperator.Divide or BinaryOperator.Modulo)
        {
            if (right is BoundConstant { Value: 0 })
                return Wrong(right.Span, row.Operator == BinaryOperator.Divide ? "division by zero" : "modulo by zero");
            WarnSigned(row, left);
        }

        bool signed = row.Operator == BinaryOperator.Subtract || CommonSign(left.Type, right.Type);
        IntegerType type = signed ? IntegerType.Int64 : IntegerType.UInt64;
        return new BoundBinary(span, type, row.Operator, Convert(left, type), Convert(right, type));
    }

    // What an open literal meets decides; else one signed side makes both signed.
    private static bool CommonSign(ScriptType left, ScriptType right)
    {
        if (LiteralTypes.IsFlexible(left))
            return IsSigned(right);
        return IsSigned(left) || (IsSigned(right) && !LiteralTypes.IsFlexible(right));
    }

    // Differences of unsigned values are signed as well and everywhere: only types that say so are worth a word.
    private void WarnSigned(BinaryOperatorRow row, BoundExpression left)
    {
        if (left is BoundField or BoundConversion { Operand: not BoundBinary } && IsSigned(left.Type))
            Warning(left.Span, $"'{row.Text}' divides without a sign, but its left side is of type '{NameOf(left.Type)}'", "cast it to uint64 to say that this is meant");
    }

    private BoundExpression PointerArithmetic(TextSpan span, BinaryOperatorRow row, TextSpan operatorSpan, BoundExpression left, BoundExpression right)
    {
        bool swapped = right.Type is PointerType && left.Type is not PointerType && row.Operator == BinaryOperator.Add;
        if (swapped)
            (left, right) = (right, left);
        if (left.Type is not PointerType pointer || !IsNumber(right.Type) || row.Kind != OperatorKind.Arithmetic
            || row.Operator is BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Modulo)
            return Mismatch(operatorSpan, row, left, right);
        if (row.Operator is not (BinaryOperator.Add or BinaryOperator.Subtract))
        {
            // Masks and the like see the address as a number.
            return Arithmetic(span, row, operatorSpan, Convert(left, IntegerType.UInt64), right);
        }

        return new BoundBinary(span, pointer, row.Operator, left, Scale(right, pointer));
    }

    private static BoundExpression Scale(BoundExpression index, PointerType pointer)
    {
        int size = Math.Max(1, pointer.Target.Size);
        if (index is BoundConstant constant)
            return new BoundConstant(index.Span, IntegerType.Int64, unchecked(constant.Value * size));
        BoundExpression wide = Convert(index, IntegerType.Int64);
        return size == 1
            ? wide
            : new BoundBinary(index.Span, IntegerType.Int64, BinaryOperator.Multiply, wide, new BoundConstant(index.Span, IntegerType.Int64, size));
    }

    private BoundExpression Compare(TextSpan span, BinaryOperatorRow row, TextSpan operatorSpan, BoundExpression left, BoundExpression right)
    {
        if (row.Kind == OperatorKind.Equality)
            (left, right) = (AsNumber(left, right), AsNumber(right, left));
        ScriptType a = left.Type, b = right.Type;
        if (IsNumber(a) && IsNumber(b))
            return CompareNumbers(span, row.Operator, left, right);
        bool leftAddress = a is PointerType or KernelSymbolType, rightAddress = b is PointerType or KernelSymbolType;
        if ((leftAddress || rightAddress) && (leftAddress || IsNumber(a)) && (rightAddress || IsNumber(b)))
            return new BoundBinary(span, BoolType.Instance, row.Operator, Convert(left, IntegerType.UInt64), Convert(right, IntegerType.UInt64), false);
        if (IsKnownWhenPrinted(a) || IsKnownWhenPrinted(b))
            return Wrong(span, "this name is only known when it is printed, so it cannot be compared");
        bool alike = (a is StringType && b is StringType) || (a is BufferType && b is BufferType)
            || (a is TupleType && b is TupleType && TypeJoin.Join(a, b) is not null)
            || (a is ArrayType or InetType or MacAddressType && a.Equals(b)) || (a is UserNameType && b is UserNameType) || (a is StackType && a.Equals(b)) || (a is UserSymbolType && b is UserSymbolType);
        if (!alike || row.Kind != OperatorKind.Equality)
            return Mismatch(operatorSpan, row, left, right);
        if (a is TupleType && b is TupleType && LiteralTypes.Settle(TypeJoin.Join(a, b)!) is TupleType joined)
            return new BoundBinary(span, BoolType.Instance, row.Operator, Convert(left, joined), Convert(right, joined));
        return new BoundBinary(span, BoolType.Instance, row.Operator, left, right);
    }

    // The bytes of an address (pton) are compared with a number as a number.
    private static BoundExpression AsNumber(BoundExpression value, BoundExpression other) =>
        value.Type is ArrayType { Element: IntegerType, Size: 1 or 2 or 4 or 8 } && IsNumber(other.Type)
            ? new BoundConversion(value.Span, new IntegerType(value.Type.Size, false), value)
            : value;

    private static BoundBinary CompareNumbers(TextSpan span, BinaryOperator operation, BoundExpression left, BoundExpression right)
    {
        bool signed = CommonSign(left.Type, right.Type);
        ScriptType type;
        if (left.Type.Equals(right.Type))
            type = left.Type;
        else if (right is BoundConstant { IsTyped: false } literal && left.Type is IntegerType wide && LiteralTypes.Fits(literal.Value, wide, right.Type is IntegerType { Bytes: 8, Signed: false } && literal.Value < 0))
            type = wide;
        else if (left is BoundConstant { IsTyped: false } first && right.Type is IntegerType other && LiteralTypes.Fits(first.Value, other, left.Type is IntegerType { Bytes: 8, Signed: false } && first.Value < 0))
            type = other;
        else
            type = signed ? IntegerType.Int64 : IntegerType.UInt64;
        return new BoundBinary(span, BoolType.Instance, operation, Convert(left, type), Convert(right, type), IsSigned(type));
    }

    // The attach point of a block that has only one is known now.
    private BoundExpression CompareProbe(TextSpan span, BinaryOperatorRow row, TextSpan operatorSpan, BoundString text)
    {
        if (row.Kind != OperatorKind.Equality)
            return Wrong(operatorSpan, $"the operator '{row.Text}' does not work on the name of a probe");
        if (probe.Points.Count != 1)
        {
            var call = new BoundCall(span, BoolType.Instance, "probe_is", [text]);
            return row.Operator == BinaryOperator.Equal ? call : new BoundUnary(span, BoolType.Instance, UnaryOperator.Not, call);
        }

        bool equal = probe.Points[0].Text == text.Value;
        return new BoundConstant(span, BoolType.Instance, equal == (row.Operator == BinaryOperator.Equal) ? 1 : 0);
    }

    private BoundExpression Mismatch(TextSpan span, BinaryOperatorRow row, BoundExpression left, BoundExpression right)
    {
        string[] hints = [];
        if ((left.Type is StringType && right.Type is PointerType or IntegerType) || (right.Type is StringType && left.Type is PointerType or IntegerType))
            hints = ["str(address) reads the string at an address"];
        else if (row.Operator is BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Modulo && (left.Type is PointerType || right.Type is PointerType))
            hints = ["cast the pointer to uint64 to compute with the address"];
        else if (left.Type is PointerType && right.Type is PointerType)
            hints = ["cast the pointers to uint64 for the distance in bytes"];
        return Wrong(span, $"the operator '{row.Text}' does not work on values of the types '{NameOf(left.Type)}' and '{NameOf(right.Type)}'", hints);
    }
}
