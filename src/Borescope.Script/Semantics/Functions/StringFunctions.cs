using System;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>
/// strncmp: bound call [string, string, BoundConstant n (int64, cut to the shorter string)], type int64: 0 when the first n bytes are equal, else 1.
/// strcontains: [string, BoundString], type bool.
/// </summary>
internal static class StringFunctions
{
    /// <summary>strncmp.</summary>
    public static readonly FunctionRow Strncmp = new("strncmp", "strncmp(a, b, length)", "0 when the first bytes of two strings are equal, else 1", 3, 3, BindStrncmp);

    /// <summary>strcontains.</summary>
    public static readonly FunctionRow Strcontains = new("strcontains", "strcontains(haystack, needle)", "whether a string contains another", 2, 2, null);

    private static BoundExpression BindStrncmp(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression left = binder.BindExpression(call.Arguments[0]), right = binder.BindExpression(call.Arguments[1]);
        if (binder.Literal(binder.BindExpression(call.Arguments[2]), "the length of strncmp()") is not { } length)
            return ProbeBinder.Pending(call.Span);
        foreach (BoundExpression operand in new[] { left, right })
        {
            if (ProbeBinder.IsPending(operand))
                return operand;
            if (operand.Type is not StringType)
                return binder.Wrong(operand.Span, $"strncmp() compares strings, not a value of type '{ProbeBinder.NameOf(operand.Type)}'", "str(address) reads the string at an address");
        }

        if (length < 0)
            return binder.Wrong(call.Arguments[2].Span, "the length of strncmp() cannot be negative");
        if (left is BoundString a && right is BoundString b)
            return new BoundConstant(call.Span, IntegerType.Int64, string.CompareOrdinal(a.Value, 0, b.Value, 0, (int)Math.Min(length, int.MaxValue)) == 0 ? 0 : 1);
        long most = Math.Min(length, Math.Min(left.Type.Size, right.Type.Size));
        return new BoundCall(call.Span, IntegerType.Int64, "strncmp", [left, right, new BoundConstant(call.Arguments[2].Span, IntegerType.Int64, most)]);
    }
}
