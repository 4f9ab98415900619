using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics;

/// <summary>Evaluates constant integer expressions of C definitions.</summary>
internal static class ConstantExpression
{
    private const int MaxDepth = 100;

    /// <summary>The value; null when it is none, or divides by zero.</summary>
    public static long? Evaluate(ScriptTypes types, ExpressionSyntax syntax, int depth)
    {
        if (depth > MaxDepth)
            return null;
        switch (syntax)
        {
            case IntegerSyntax number:
                return (long)number.Value;
            case IdentifierSyntax name when types.Defines.TryGetValue(name.Name, out ExpressionSyntax? defined):
                return defined is null ? null : Evaluate(types, defined, depth + 1);
            case IdentifierSyntax name:
                return types.FindEnumConstant(name.Name)?.Value;
            case UnarySyntax { Operator: "-" or "~" } unary:
                long? operand = Evaluate(types, unary.Operand, depth + 1);
                return unary.Operator == "-" ? unchecked(-operand) : ~operand;
            case BinarySyntax binary:
                return Evaluate(types, binary.Left, depth + 1) is { } left && Evaluate(types, binary.Right, depth + 1) is { } right
                    ? Apply(binary.Operator, left, right)
                    : null;
            case SizeOfSyntax { Type: { } type }:
                return types.SizeOf(type);
            case SizeOfSyntax { Operand: IdentifierSyntax name }:
                return types.FindNamed(name.Name)?.Size;
            case CastSyntax cast:
                return Evaluate(types, cast.Operand, depth + 1);
            case ConditionalSyntax { WhenTrue: { } whenTrue } choice:
                return Evaluate(types, choice.Condition, depth + 1) is { } condition ? Evaluate(types, condition != 0 ? whenTrue : choice.WhenFalse, depth + 1) : null;
            default:
                return null;
        }
    }

    private static long? Apply(string operation, long left, long right) => operation switch
    {
        "+" => unchecked(left + right),
        "-" => unchecked(left - right),
        "*" => unchecked(left * right),
        "/" => right == 0 || (right == -1 && left == long.MinValue) ? null : left / right,
        "%" => right is 0 or -1 ? null : left % right,
        "&" => left & right,
        "|" => left | right,
        "^" => left ^ right,
        "<<" => left << (int)right,
        ">>" => left >> (int)right,
        "==" => left == right ? 1 : 0,
        "!=" => left != right ? 1 : 0,
        "<" => left < right ? 1 : 0,
        ">" => left > right ? 1 : 0,
        "<=" => left <= right ? 1 : 0,
        ">=" => left >= right ? 1 : 0,
        _ => null,
    };
}
