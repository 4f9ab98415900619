using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>
/// printf and what takes a format like it. Bound call: [BoundString format, one value per conversion in its own type (literals are int64 or uint64)]; type none.
/// </summary>
internal static class FormatFunctions
{
    private const int MaxArguments = 128;

    /// <summary>printf.</summary>
    public static readonly FunctionRow Printf = Row("printf", "prints", false);

    /// <summary>errorf.</summary>
    public static readonly FunctionRow Errorf = Row("errorf", "prints to the error output, with the place in the script", false);

    /// <summary>warnf.</summary>
    public static readonly FunctionRow Warnf = Row("warnf", "prints a warning, with the place in the script", false);

    /// <summary>system.</summary>
    public static readonly FunctionRow System = Row("system", "runs a command with 'sh -c'", true);

    /// <summary>cat.</summary>
    public static readonly FunctionRow Cat = Row("cat", "prints a file", false);

    /// <summary>debugf.</summary>
    public static readonly FunctionRow Debugf = Row("debugf", "prints to the kernel's trace_pipe", false);

    private static FunctionRow Row(string name, string documentation, bool isUnsafe) =>
        new(name, $"{name}(format, …)", documentation, 1, MaxArguments, Bind, isUnsafe);

    /// <summary>Binds the format and its values.</summary>
    public static BoundExpression Bind(ProbeBinder binder, CallSyntax call)
    {
        string? format = binder.LiteralText(call.Arguments[0], $"the format of {call.Name}()");
        var arguments = new List<BoundExpression>();
        bool known = format is not null;
        for (int i = 1; i < call.Arguments.Count; i++)
        {
            BoundExpression argument = Value(binder, call.Arguments[i]);
            known &= !ProbeBinder.IsPending(argument);
            arguments.Add(argument);
        }

        if (format is null)
            return ProbeBinder.Pending(call.Span);
        PrintfFormat parsed = PrintfFormat.Parse(format);
        foreach (PrintfError error in parsed.Errors)
            return binder.Wrong(call.Arguments[0].Span, $"bad format of {call.Name}(): {error.Message}");
        if (parsed.Conversions.Count != arguments.Count)
        {
            return binder.Wrong(
                call.Span,
                $"{call.Name}(): {Count(arguments.Count, "value")} for {Count(parsed.Conversions.Count, "conversion")} in the format",
                arguments.Count > parsed.Conversions.Count ? "each value needs a conversion such as %d or %s" : "each conversion needs a value; a percent sign is written %%");
        }

        for (int i = 0; i < arguments.Count; i++)
        {
            PrintfConversion conversion = parsed.Conversions[i];
            if (ProbeBinder.IsPending(arguments[i]) || conversion.Accepts(arguments[i].Type))
                continue;
            string written = format.Substring(conversion.Offset, conversion.Length);
            binder.Error(
                call.Arguments[i + 1].Span,
                $"{call.Name}(): {written} takes {Wanted(conversion)}, not a value of type '{ProbeBinder.NameOf(arguments[i].Type)}'",
                conversion.WantsBuffer ? "buf(address, length) gives bytes" : "%s prints any value");
            known = false;
        }

        if (call.Name == "debugf")
        {
            if (arguments.Count > 3)
                return binder.Wrong(call.Span, "debugf() takes 3 values at the most");
            binder.Warning(call.NameSpan, "debugf() is for debugging: it writes to trace_pipe, which all of the system shares");
        }

        arguments.Insert(0, ProbeBinder.Text(call.Arguments[0].Span, format));
        return known ? new BoundCall(call.Span, VoidType.Instance, call.Name, arguments) : ProbeBinder.Pending(call.Span);
    }

    /// <summary>A value that is sent to user space.</summary>
    public static BoundExpression Value(ProbeBinder binder, ExpressionSyntax syntax)
    {
        BoundExpression value = binder.Whole(binder.BindExpression(syntax));
        if (value is BoundAggregation || value.Type is VoidType)
            return binder.Wrong(syntax.Span, "this has no value to print");
        if (value is BoundConstant { Type: IntegerType } && LiteralTypes.IsFlexible(value.Type))
            return ProbeBinder.Convert(value, IntegerType.Int64);
        return ProbeBinder.Convert(value, LiteralTypes.Settle(value.Type));
    }

    private static string Count(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";

    private static string Wanted(PrintfConversion conversion) => conversion.WantsBuffer ? "a buffer" : conversion.TakesInteger ? "an integer" : "a value";
}
