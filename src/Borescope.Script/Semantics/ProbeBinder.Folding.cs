using System;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

internal sealed partial class ProbeBinder
{
    private static Int128 Wide(BoundConstant constant) =>
        constant.Type is IntegerType { Bytes: 8, Signed: false } ? (Int128)(ulong)constant.Value : constant.Value;

    private static bool Compare(BinaryOperator operation, Int128 a, Int128 b) => operation switch
    {
        BinaryOperator.Equal => a == b,
        BinaryOperator.NotEqual => a != b,
        BinaryOperator.Less => a < b,
        BinaryOperator.LessOrEqual => a <= b,
        BinaryOperator.Greater => a > b,
        _ => a >= b,
    };

    private static bool CompareTexts(BinaryOperator operation, BoundString left, BoundString right) =>
        Compare(operation, ScriptText.Bytes(left.Value).AsSpan().SequenceCompareTo(ScriptText.Bytes(right.Value)), 0);

    /// <summary>What is wrong with an operator's right side whatever the left one is; null for nothing.</summary>
    private BoundExpression? RefuseRight(BinaryOperator operation, BoundConstant right)
    {
        Int128 b = Wide(right);
        if (operation is BinaryOperator.Divide or BinaryOperator.Modulo && b == 0)
            return Wrong(right.Span, operation == BinaryOperator.Divide ? "division by zero" : "modulo by zero");
        return operation is BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight && (b < 0 || b > 63)
            ? Wrong(right.Span, $"a 64-bit value cannot be shifted by {b}", "the distance must be from 0 to 63")
            : null;
    }

    /// <summary>Constants of which one has its type from a cast: what the program would compute, and in the type it would have.</summary>
    private BoundExpression FoldTyped(TextSpan span, BinaryOperator operation, BoundConstant left, BoundConstant right)
    {
        if (RefuseRight(operation, right) is { } wrong)
            return wrong;
        long a = left.Value, b = right.Value;
        long result = unchecked(operation switch
        {
            BinaryOperator.Add => a + b,
            BinaryOperator.Subtract => a - b,
            BinaryOperator.Multiply => a * b,
            BinaryOperator.Divide => (long)((ulong)a / (ulong)b),
            BinaryOperator.Modulo => (long)((ulong)a % (ulong)b),
            BinaryOperator.And => a & b,
            BinaryOperator.Or => a | b,
            BinaryOperator.Xor => a ^ b,
            BinaryOperator.ShiftLeft => a << (int)b,
            _ => (long)((ulong)a >> (int)b),
        });
        bool signed = operation == BinaryOperator.Subtract || CommonSign(left.Type, right.Type);
        return new BoundConstant(span, signed ? IntegerType.Int64 : IntegerType.UInt64, result) { IsTyped = true };
    }

    private static bool CompareTyped(BinaryOperator operation, BoundConstant left, BoundConstant right)
    {
        int order = CommonSign(left.Type, right.Type) ? left.Value.CompareTo(right.Value) : ((ulong)left.Value).CompareTo((ulong)right.Value);
        return operation switch
        {
            BinaryOperator.Equal => order == 0,
            BinaryOperator.NotEqual => order != 0,
            BinaryOperator.Less => order < 0,
            BinaryOperator.LessOrEqual => order <= 0,
            BinaryOperator.Greater => order > 0,
            _ => order >= 0,
        };
    }

    /// <summary>Literals: the result is a literal again, as wide as its value needs.</summary>
    private BoundExpression Fold(TextSpan span, BinaryOperator operation, BoundConstant left, BoundConstant right)
    {
        if (RefuseRight(operation, right) is { } wrong)
            return wrong;
        Int128 a = Wide(left), b = Wide(right);
        Int128 result = operation switch
        {
            BinaryOperator.Add => a + b,
            BinaryOperator.Subtract => a - b,
            BinaryOperator.Multiply => a * b,
            BinaryOperator.Divide => a / b,
            BinaryOperator.Modulo => a % b,
            BinaryOperator.And => a & b,
            BinaryOperator.Or => a | b,
            BinaryOperator.Xor => a ^ b,
            // Of numbers, not of 64 bits: a negative one stays so, which the program's own shift does not know.
            BinaryOperator.ShiftLeft when a < 0 => left.Value << (int)b,
            BinaryOperator.ShiftLeft => (ulong)left.Value << (int)b,
            _ => a >> (int)b,
        };
        if (result < long.MinValue || result > ulong.MaxValue)
            return Wrong(span, $"the result {result} does not fit into 64 bits");
        return Constant(span, result);
    }

    private static BoundConstant Constant(TextSpan span, Int128 value) =>
        value < 0 ? new BoundConstant(span, LiteralTypes.Of((long)value), (long)value) : new BoundConstant(span, LiteralTypes.Of((ulong)value), (long)(ulong)value);

    private BoundExpression BindUnary(UnarySyntax syntax)
    {
        if (syntax.Operator is "++" or "--")
            return BindIncrement(syntax);
        if (syntax.Operator == "&")
            return BindAddressOf(syntax);
        BoundExpression operand = BindExpression(syntax.Operand);
        if (IsPending(operand))
            return operand;
        switch (syntax.Operator)
        {
            case "*":
                return Dereference(syntax.Span, operand);
            case "!":
                BoundExpression truth = ToBool(operand);
                if (truth is BoundConstant known)
                    return known with { Span = syntax.Span, Value = 1 - known.Value };
                return IsPending(truth) ? truth : new BoundUnary(syntax.Span, BoolType.Instance, UnaryOperator.Not, truth);
            case "-" or "~" when operand is BoundConstant { Type: IntegerType, IsTyped: true } typed:
                return typed with
                {
                    Span = syntax.Span,
                    Type = syntax.Operator == "-" || IsSigned(typed.Type) ? IntegerType.Int64 : IntegerType.UInt64,
                    Value = unchecked(syntax.Operator == "-" ? -typed.Value : ~typed.Value),
                };
            case "-" when operand is BoundConstant { Type: IntegerType } constant:
                Int128 negated = -Wide(constant);
                return negated < long.MinValue ? Wrong(syntax.Span, $"{negated} does not fit into 64 bits") : Constant(syntax.Span, negated);
            case "~" when operand is BoundConstant { Type: IntegerType } constant:
                return Wide(constant) < 0 ? Constant(syntax.Span, ~constant.Value) : Constant(syntax.Span, (Int128)(ulong)~constant.Value); // Bits of what has no sign have none.
        }

        if (!IsNumber(operand.Type))
            return Wrong(syntax.Span, $"the operator '{syntax.Operator}' does not work on a value of type '{NameOf(operand.Type)}'");
        ScriptType type = syntax.Operator == "-" || IsSigned(operand.Type) ? IntegerType.Int64 : IntegerType.UInt64;
        return new BoundUnary(syntax.Span, type, syntax.Operator == "-" ? UnaryOperator.Negate : UnaryOperator.Complement, Convert(operand, type));
    }

    private BoundExpression BindIncrement(UnarySyntax syntax)
    {
        if (syntax.Operand is MapSyntax map)
            return BindMapIncrement(syntax, map);
        if (syntax.Operand is not VariableSyntax variable)
        {
            return syntax.Operand is MissingSyntax
                ? Pending(syntax.Span)
                : Wrong(syntax.Operand.Span, $"'{syntax.Operator}' needs a variable ($x) or a map (@x, @x[key])");
        }

        VariableState? state = FindVariable(variable.Name);
        if (state is null)
            return Wrong(variable.Span, $"Undefined or undeclared variable: {variable.Name}", UndefinedVariableHints(variable.Name));
        long step = syntax.Operator == "++" ? 1 : -1;
        if (state.Symbol.Type is PointerType pointer)
            step *= Math.Max(1, pointer.Target.Size);
        else if (state.Declared is null && state.Symbol.Type is PendingType or IntegerType or EnumType)
            state.JoinStep(StepType(syntax.Operator), analysis);
        if (state.Symbol.Type is not (PointerType or IntegerType))
            return Wrong(syntax.Span, $"'{syntax.Operator}' needs an integer; {variable.Name} is of type '{NameOf(state.Symbol.Type!)}'");
        return new BoundVariableIncrement(syntax.Span, state.Symbol, step, !syntax.IsPostfix);
    }

    // A decrement makes a value signed as a subtraction does.
    private static IntegerType StepType(string step) => step == "--" ? IntegerType.Int64 : LiteralTypes.Flexible(8);

    private BoundExpression BindAddressOf(UnarySyntax syntax)
    {
        if (syntax.Operand is MapSyntax map)
            return BindMapAddress(syntax.Span, map);
        if (syntax.Operand is VariableSyntax)
        {
            // It lies in the program's own memory, which is memory of the kernel.
            BoundExpression variable = BindExpression(syntax.Operand);
            if (variable is BoundVariable && analysis.MustAddressWait())
                return Pending(syntax.Span);
            return variable is BoundVariable && !IsPending(variable) ? new BoundAddressOf(syntax.Span, new PointerType(variable.Type, AddressSpace.Kernel), variable) : variable;
        }

        BoundExpression place = BindExpression(syntax.Operand);
        if (IsPending(place))
            return place;
        if (place is not (BoundField or BoundIndex or BoundDereference) || place is BoundField { Field.IsBitField: true })
            return Wrong(syntax.Span, "this has no address", "fields and elements of structs in memory have one");
        return new BoundAddressOf(syntax.Span, new PointerType(place.Type, SpaceOf(place)), place);
    }
}
