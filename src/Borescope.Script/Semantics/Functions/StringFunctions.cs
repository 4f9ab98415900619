using System;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>
/// strncmp: bound call [string, string, BoundConstant n (int64, cut to the shorter string)], type uint64: 0 when the first n bytes are equal, else 1.
/// strstr: [string, string], type int64, the position or -1; strcontains is strstr compared with -1. strlen: [string], type uint64.
/// globmatch: [string, BoundString pattern], type bool.
/// memcmp: [value, value, BoundConstant n], type int32. str_concat: [string, string], type string. All of literals are folded.
/// </summary>
internal static class StringFunctions
{
    /// <summary>strncmp.</summary>
    public static readonly FunctionRow Strncmp = new("strncmp", "strncmp(a, b, length)", "0 when the first bytes of two strings are equal, else 1", 3, 3, BindStrncmp, IsOnlyValue: true);

    /// <summary>strcontains.</summary>
    public static readonly FunctionRow Strcontains = new("strcontains", "strcontains(haystack, needle)", "whether a string contains another", 2, 2, BindStrcontains);

    /// <summary>globmatch.</summary>
    public static readonly FunctionRow Globmatch = new("globmatch", "globmatch(string, \"pattern\")", "whether all of a string matches a pattern of * ? [a-z] [!a-z]", 2, 2, BindGlobmatch, IsOnlyValue: true);

    /// <summary>strstr.</summary>
    public static readonly FunctionRow Strstr = new("strstr", "strstr(haystack, needle)", "position of a string in another, -1 when it is not there", 2, 2, BindStrstr, IsOnlyValue: true);

    /// <summary>strlen.</summary>
    public static readonly FunctionRow Strlen = new("strlen", "strlen(string)", "bytes of a string in front of its end", 1, 1, BindStrlen, IsOnlyValue: true);

    /// <summary>strcap.</summary>
    public static readonly FunctionRow Strcap = new("strcap", "strcap(string)", "most bytes a string of that type takes", 1, 1, BindStrcap);

    /// <summary>memcmp.</summary>
    public static readonly FunctionRow Memcmp = new("memcmp", "memcmp(a, b, length)", "compares bytes: below 0, 0 or above 0", 3, 3, BindMemcmp, IsOnlyValue: true);

    /// <summary>str_concat.</summary>
    public static readonly FunctionRow Concat = new("str_concat", "str_concat(a, b)", "two strings one behind the other", 2, 2, BindConcat, IsOnlyValue: true);

    private static BoundExpression BindStrncmp(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression left = String(binder, call, 0), right = String(binder, call, 1);
        if (binder.Literal(binder.BindExpression(call.Arguments[2]), "the length of strncmp()") is not { } length)
            return ProbeBinder.Pending(call.Span);
        if (ProbeBinder.IsPending(left) || ProbeBinder.IsPending(right))
            return ProbeBinder.Pending(call.Span);
        if (length < 0)
            return binder.Wrong(call.Arguments[2].Span, "the length of strncmp() cannot be negative");
        if (left is BoundString a && right is BoundString b)
            return new BoundConstant(call.Span, IntegerType.UInt64, string.CompareOrdinal(a.Value, 0, b.Value, 0, (int)Math.Min(length, int.MaxValue)) == 0 ? 0 : 1);
        long most = Math.Min(length, Math.Min(left.Type.Size, right.Type.Size));
        return new BoundCall(call.Span, IntegerType.UInt64, "strncmp", [left, right, new BoundConstant(call.Arguments[2].Span, IntegerType.Int64, most)]);
    }

    private static BoundExpression BindStrstr(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression haystack = String(binder, call, 0), needle = String(binder, call, 1);
        if (ProbeBinder.IsPending(haystack) || ProbeBinder.IsPending(needle))
            return ProbeBinder.Pending(call.Span);
        if (haystack is BoundString a && needle is BoundString b)
            return new BoundConstant(call.Span, IntegerType.Int64, ScriptText.Bytes(a.Value).AsSpan().IndexOf(ScriptText.Bytes(b.Value)));
        return new BoundCall(call.Span, IntegerType.Int64, "strstr", [haystack, needle]);
    }

    private static BoundExpression BindStrcontains(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression position = BindStrstr(binder, call);
        return position switch
        {
            BoundConstant known when !ProbeBinder.IsPending(known) => new BoundConstant(call.Span, BoolType.Instance, known.Value >= 0 ? 1 : 0),
            BoundCall => new BoundBinary(
                call.Span, BoolType.Instance, BinaryOperator.NotEqual, position, new BoundConstant(call.Span, IntegerType.Int64, -1)),
            _ => position,
        };
    }

    private static BoundExpression BindGlobmatch(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression text = String(binder, call, 0), pattern = String(binder, call, 1);
        if (ProbeBinder.IsPending(text) || ProbeBinder.IsPending(pattern))
            return ProbeBinder.Pending(call.Span);
        if (pattern is not BoundString literal)
            return binder.Wrong(pattern.Span, "the pattern of globmatch() must be a literal", Globmatch.Signature);
        if (TextPattern.Parse(literal.Value) is not { } machine)
            return binder.Wrong(pattern.Span, $"the pattern of globmatch() has more than {TextPattern.MaxCharacters} characters besides its stars");
        return text is BoundString known
            ? new BoundConstant(call.Span, BoolType.Instance, machine.Matches(known.Value) ? 1 : 0)
            : new BoundCall(call.Span, BoolType.Instance, "globmatch", [text, pattern]);
    }

    private static BoundExpression BindStrlen(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression text = String(binder, call, 0);
        if (text is BoundString literal)
            return new BoundConstant(call.Span, IntegerType.UInt64, ScriptText.Count(literal.Value));
        return ProbeBinder.IsPending(text) ? text : new BoundCall(call.Span, IntegerType.UInt64, "strlen", [text]);
    }

    private static BoundExpression BindStrcap(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression text = String(binder, call, 0);
        return ProbeBinder.IsPending(text) ? text : new BoundConstant(call.Span, IntegerType.UInt64, text.Type.Size);
    }

    private static BoundExpression BindMemcmp(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression left = Bytes(binder, call, 0), right = Bytes(binder, call, 1);
        if (binder.Literal(binder.BindExpression(call.Arguments[2]), "the length of memcmp()") is not { } length || ProbeBinder.IsPending(left) || ProbeBinder.IsPending(right))
            return ProbeBinder.Pending(call.Span);
        long most = Math.Min(left.Type is PointerType ? 1024 : left.Type.Size, right.Type is PointerType ? 1024 : right.Type.Size);
        if (length < 0 || length > most)
            return binder.Wrong(call.Arguments[2].Span, $"the length of memcmp() must be from 0 to {most} here, not {length}");
        return new BoundCall(call.Span, IntegerType.Int32, "memcmp", [left, right, new BoundConstant(call.Span, IntegerType.Int64, length)]);
    }

    private static BoundExpression BindConcat(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression left = String(binder, call, 0), right = String(binder, call, 1);
        if (ProbeBinder.IsPending(left) || ProbeBinder.IsPending(right))
            return ProbeBinder.Pending(call.Span);
        if (left is BoundString a && right is BoundString b)
            return ProbeBinder.Text(call.Span, a.Value + b.Value);
        return new BoundCall(call.Span, new StringType(left.Type.Size + right.Type.Size - 1), "str_concat", [left, right]);
    }

    // A string, an array of bytes as one, or what an address points to read as one.
    private static BoundExpression String(ProbeBinder binder, CallSyntax call, int index)
    {
        BoundExpression operand = binder.BindExpression(call.Arguments[index]);
        if (ProbeBinder.IsPending(operand) || operand.Type is StringType)
            return operand;
        if (operand.Type is ArrayType { Element: IntegerType { Bytes: 1 }, Count: > 0 })
            return new BoundConversion(operand.Span, new StringType(operand.Type.Size), operand);
        if (operand.Type is PointerType { Target: IntegerType { Bytes: 1 } or StringType })
            return new BoundCall(operand.Span, new StringType(binder.Analysis.Configuration.MaxStringLength), "str", [operand]);
        return binder.Wrong(
            operand.Span, $"{call.Name}() takes strings, not a value of type '{ProbeBinder.NameOf(operand.Type)}'", "str(address) reads the string at an address");
    }

    private static BoundExpression Bytes(ProbeBinder binder, CallSyntax call, int index)
    {
        BoundExpression operand = binder.BindExpression(call.Arguments[index]);
        return ProbeBinder.IsPending(operand) || operand.Type is PointerType or StringType or ArrayType or StructType or TupleType
            ? operand
            : binder.Wrong(operand.Span, $"{call.Name}() compares memory, not values of type '{ProbeBinder.NameOf(operand.Type)}'", "numbers are compared with ==");
    }
}
