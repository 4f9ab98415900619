using System;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>tseries. Bound like the other map functions: BoundAggregation with an int64 or uint64 argument.</summary>
internal static class SeriesFunctionRow
{
    private const long MaxIntervals = 1000;

    private static readonly string[] Functions = ["avg", "min", "max", "sum"];

    /// <summary>tseries.</summary>
    public static readonly FunctionRow Row = new("tseries", "tseries(n, interval, count[, \"avg|min|max|sum\"])", "values of the last intervals", 3, 4, Bind);

    private static BoundExpression Bind(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression value = binder.ToInteger(binder.BindExpression(call.Arguments[0]), "the value of tseries()");
        long? interval = binder.Literal(binder.BindExpression(call.Arguments[1]), "the interval of tseries()");
        long? count = binder.Literal(binder.BindExpression(call.Arguments[2]), "the number of intervals of tseries()");
        var function = SeriesFunction.Last;
        if (call.Arguments.Count > 3)
        {
            if (binder.LiteralText(call.Arguments[3], "the function of tseries()") is not { } name)
                return ProbeBinder.Pending(call.Span);
            int index = Array.IndexOf(Functions, name);
            if (index < 0)
                return binder.Wrong(call.Arguments[3].Span, $"tseries() has no function '{name}'", "known are " + string.Join(", ", Functions));
            function = SeriesFunction.Avg + index;
        }

        if (interval is null || count is null || ProbeBinder.IsPending(value))
            return ProbeBinder.Pending(call.Span);
        if (interval < 1)
            return binder.Wrong(call.Arguments[1].Span, "the interval of tseries() must be above 0", "write it with a unit: 1s, 100ms");
        if (count is < 1 or > MaxIntervals)
            return binder.Wrong(call.Arguments[2].Span, $"tseries() keeps from 1 to {MaxIntervals} intervals, not {count}");
        switch (binder.Analysis.Configuration.UnstableTimeSeries)
        {
            case "error":
                return binder.Wrong(call.Span, "tseries() is switched off", "the setting unstable_tseries allows it");
            case "warn":
                binder.Warning(call.Span, "tseries() may still change", "the setting unstable_tseries=enable says that this is known");
                break;
        }

        bool signed = value.Type is IntegerType { Signed: true };
        return new BoundAggregation(call.Span, AggregationType.Series(signed, interval.Value, (int)count.Value, function), value);
    }
}
