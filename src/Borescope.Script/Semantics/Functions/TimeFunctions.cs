using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>
/// time: bound call [BoundString format, <c>%H:%M:%S\n</c> when not given], type none. strftime: [BoundString format, uint64 nanoseconds of the boot clock],
/// type timestamp, which carries the format.
/// </summary>
internal static class TimeFunctions
{
    private const string DefaultFormat = "%H:%M:%S\n";

    /// <summary>time.</summary>
    public static readonly FunctionRow Time = new("time", "time([format])", "prints the time of day", 0, 1, BindTime);

    /// <summary>strftime.</summary>
    public static readonly FunctionRow Strftime = new("strftime", "strftime(format, nsecs)", "a time as text", 2, 2, BindStrftime);

    private static BoundExpression BindTime(ProbeBinder binder, CallSyntax call)
    {
        string? format = call.Arguments.Count == 0 ? DefaultFormat : binder.LiteralText(call.Arguments[0], "the format of time()");
        return format is null ? ProbeBinder.Pending(call.Span) : new BoundCall(call.Span, VoidType.Instance, "time", [ProbeBinder.Text(call.Span, format)]);
    }

    private static BoundExpression BindStrftime(ProbeBinder binder, CallSyntax call)
    {
        string? format = binder.LiteralText(call.Arguments[0], "the format of strftime()");
        BoundExpression time = binder.ToInteger(binder.BindExpression(call.Arguments[1]), "the time of strftime()");
        if (format is null || ProbeBinder.IsPending(time))
            return ProbeBinder.Pending(call.Span);
        return new BoundCall(
            call.Span, new TimestampType(format), "strftime", [ProbeBinder.Text(call.Arguments[0].Span, format), ProbeBinder.Convert(time, IntegerType.UInt64)]);
    }
}
