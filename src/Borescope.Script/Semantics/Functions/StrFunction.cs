using System;
using System.Globalization;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>
/// str. Bound call: [pointer whose address space says where to read, int64 length with the NUL when given]; type string[max_strlen], with a literal length n
/// string[n+1]. A string in memory stands in place of the pointer when its length is known only at run time. Literals, numbers and positional parameters
/// are folded to BoundString; a string already in memory (comm, a char array) is the value itself.
/// </summary>
internal static class StrFunction
{
    /// <summary>str.</summary>
    public static readonly FunctionRow Row = new("str", "str(pointer[, length])", "reads a string that ends in NUL", 1, 2, Bind, IsOnlyValue: true);

    /// <summary>default_str_length.</summary>
    public static readonly FunctionRow DefaultLength = new("default_str_length", "default_str_length()", "bytes of a string of unknown length: the setting max_strlen", 0, 0,
        static (binder, call) => new BoundConstant(call.Span, IntegerType.UInt64, binder.Analysis.Configuration.MaxStringLength));

    private static BoundExpression Bind(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression? length = null;
        if (call.Arguments.Count == 2)
        {
            length = binder.ToInteger(binder.BindExpression(call.Arguments[1]), "the length of a string");
            if (ProbeBinder.IsPending(length))
                return length;
            if (length is BoundConstant { Value: < 0 })
                return binder.Wrong(call.Arguments[1].Span, "the length of a string cannot be negative");
            length = ProbeBinder.Convert(length, IntegerType.Int64);
        }

        int maximum = binder.Analysis.Configuration.MaxStringLength;
        if (length is BoundConstant { Value: var given } && given > maximum)
        {
            binder.Warning(call.Arguments[1].Span, $"{given} is more than the longest string ({maximum} bytes)", "the setting max_strlen changes that");
            length = new BoundConstant(length.Span, IntegerType.Int64, maximum);
        }

        if (ParameterText(binder, call.Arguments[0]) is { } text)
            return Cut(call.Span, text, length);
        BoundExpression source = binder.BindExpression(call.Arguments[0]);
        if (ProbeBinder.IsPending(source))
            return source;
        if (source is BoundString literal)
            return Cut(call.Span, literal.Value, length);
        if (source is BoundConstant { Type: IntegerType } number)
            return Cut(call.Span, Number(number), length);
        if (source.Type is StringType known)
            return First(call.Span, source, known, length);
        if (source.Type is ArrayType { Element: IntegerType { Bytes: 1 }, Count: > 0 } && source is not (BoundField or BoundDereference or BoundIndex))
            return First(call.Span, new BoundConversion(source.Span, Whole(source.Type), source), Whole(source.Type), length);
        ScriptType type = new StringType(length is BoundConstant { Value: var n } ? (int)n + 1 : maximum);
        if (AddressOf(binder, source) is not { } pointer)
            return binder.Wrong(call.Arguments[0].Span, $"str() reads from an address, not from a value of type '{ProbeBinder.NameOf(source.Type)}'");
        return new BoundCall(call.Span, type, "str", length is null ? [pointer] : [pointer, length]);
    }

    private static StringType Whole(ScriptType array) => new(array.Size) { IsArray = true };

    // The first bytes of a string in memory; a length counts the NUL.
    private static BoundExpression First(TextSpan span, BoundExpression source, StringType known, BoundExpression? length) => length switch
    {
        null => source,
        BoundConstant { Value: var most } when most < known.Length =>
            ProbeBinder.Convert(ProbeBinder.Convert(source, new StringType((int)Math.Max(most, 1))), new StringType((int)most + 1)),
        BoundConstant => source,
        _ => new BoundCall(span, known with { IsLiteral = false }, "str", [source, length]),
    };

    /// <summary>The expression as pointer to read from; null when it is no address.</summary>
    public static BoundExpression? AddressOf(ProbeBinder binder, BoundExpression source)
    {
        switch (source.Type)
        {
            case PointerType:
                return source;
            case IntegerType or EnumType or KernelSymbolType:
                return ProbeBinder.Convert(source, new PointerType(new IntegerType(1, true), binder.Probe.DefaultSpace));
            case ArrayType or StructType when source is BoundField or BoundDereference or BoundIndex:
                return new BoundAddressOf(source.Span, new PointerType(source.Type, ProbeBinder.SpaceOf(source)), source);
            default:
                return null;
        }
    }

    // str($1) is always text; str($1 + n) skips n bytes of it.
    private static string? ParameterText(ProbeBinder binder, ExpressionSyntax syntax)
    {
        if (syntax is ParameterSyntax parameter)
            return binder.ParameterText(parameter);
        if (syntax is not BinarySyntax { Operator: "+", Left: ParameterSyntax left, Right: IntegerSyntax skip })
            return null;
        string text = binder.ParameterText(left);
        int bytes = ScriptText.Count(text);
        if (bytes > 0 && skip.Value > (ulong)bytes)
            binder.Warning(skip.Span, $"the positional parameter ${left.Number} has {bytes} bytes: behind them is nothing");
        return ScriptText.Skip(text, skip.Value);
    }

    private static string Number(BoundConstant number) => number.Type is IntegerType { Bytes: 8, Signed: false } && !LiteralTypes.IsFlexible(number.Type)
        ? ((ulong)number.Value).ToString(CultureInfo.InvariantCulture)
        : number.Value.ToString(CultureInfo.InvariantCulture);

    private static BoundExpression Cut(TextSpan span, string text, BoundExpression? length)
    {
        BoundString whole = ProbeBinder.Text(span, text);
        if (length is not (null or BoundConstant))
            return First(span, whole, whole.StringType, length);
        if (length is not BoundConstant { Value: var most } || most >= ScriptText.Count(text))
            return whole;
        return ProbeBinder.Text(span, ScriptText.From(ScriptText.Bytes(text).AsSpan(0, (int)most)));
    }
}
