using System;
using Borescope.Script.Binding;

namespace Borescope.Script.Semantics;

/// <summary>What an operator does with its operands.</summary>
internal enum OperatorKind
{
    Arithmetic,
    Shift,
    Equality,
    Order,
    Logical,
}

/// <summary>An operator of two operands.</summary>
/// <param name="Text">As written.</param>
/// <param name="Operator">In the bound tree.</param>
/// <param name="Kind">Its rules.</param>
internal sealed record BinaryOperatorRow(string Text, BinaryOperator Operator, OperatorKind Kind);

/// <summary>All operators of two operands.</summary>
internal static class BinaryOperators
{
    private static readonly BinaryOperatorRow[] Rows =
    [
        new("+", BinaryOperator.Add, OperatorKind.Arithmetic),
        new("-", BinaryOperator.Subtract, OperatorKind.Arithmetic),
        new("*", BinaryOperator.Multiply, OperatorKind.Arithmetic),
        new("/", BinaryOperator.Divide, OperatorKind.Arithmetic),
        new("%", BinaryOperator.Modulo, OperatorKind.Arithmetic),
        new("&", BinaryOperator.And, OperatorKind.Arithmetic),
        new("|", BinaryOperator.Or, OperatorKind.Arithmetic),
        new("^", BinaryOperator.Xor, OperatorKind.Arithmetic),
        new("<<", BinaryOperator.ShiftLeft, OperatorKind.Shift),
        new(">>", BinaryOperator.ShiftRight, OperatorKind.Shift),
        new("==", BinaryOperator.Equal, OperatorKind.Equality),
        new("!=", BinaryOperator.NotEqual, OperatorKind.Equality),
        new("<", BinaryOperator.Less, OperatorKind.Order),
        new("<=", BinaryOperator.LessOrEqual, OperatorKind.Order),
        new(">", BinaryOperator.Greater, OperatorKind.Order),
        new(">=", BinaryOperator.GreaterOrEqual, OperatorKind.Order),
        new("&&", BinaryOperator.LogicalAnd, OperatorKind.Logical),
        new("||", BinaryOperator.LogicalOr, OperatorKind.Logical),
    ];

    /// <summary>The row of an operator.</summary>
    public static BinaryOperatorRow? Find(string text)
    {
        foreach (BinaryOperatorRow row in Rows)
        {
            if (row.Text == text)
                return row;
        }

        return null;
    }

    /// <summary>The operator as written.</summary>
    public static string TextOf(BinaryOperator binary) => Array.Find(Rows, row => row.Operator == binary)!.Text;
}
