using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

/// <summary>What can be computed while a script is compiled beyond the arithmetic that binding folds everywhere: choices, texts, elements, tuples.</summary>
internal static class CompileTime
{
    /// <summary>The value of an expression; null when it is known at run time only.</summary>
    public static BoundExpression? Fold(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundConstant or BoundString or BoundBytes:
                return expression;
            case BoundConditional choice when Fold(choice.Condition) is BoundConstant condition:
                return Fold(condition.Value != 0 ? choice.WhenTrue : choice.WhenFalse);
            case BoundBlockExpression { Statements.Count: 0 } block:
                return Fold(block.Value);
            case BoundBinary { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } comparison when Text(comparison.Left) is { } left && Text(comparison.Right) is { } right:
                bool isTrue = left == right == (comparison.Operator == BinaryOperator.Equal);
                return new BoundConstant(expression.Span, BoolType.Instance, isTrue ? 1 : 0);
            case BoundIndex element when Text(element.Base) is { } text && Fold(element.Index) is BoundConstant index:
                byte[] bytes = ScriptText.Bytes(text);
                return new BoundConstant(expression.Span, element.Type, index.Value >= 0 && index.Value < bytes.Length ? (sbyte)bytes[index.Value] : 0);
            case BoundConversion conversion when Fold(conversion.Operand) is { } operand:
                return ProbeBinder.Convert(operand, conversion.Type);
            case BoundTuple tuple:
                return Tuple(tuple);
            default:
                return null;
        }
    }

    private static BoundTuple? Tuple(BoundTuple tuple)
    {
        var elements = new List<BoundExpression>(tuple.Elements.Count);
        foreach (BoundExpression element in tuple.Elements)
        {
            if (Fold(element) is not { } known)
                return null;
            elements.Add(known);
        }

        return tuple with { Elements = elements };
    }

    // Texts are made as long as those they are compared with.
    private static string? Text(BoundExpression expression) => Fold(expression) switch
    {
        BoundString text => text.Value,
        BoundConversion { Operand: BoundString text, Type: StringType } => text.Value,
        _ => null,
    };
}
