using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>
/// Map functions: bound to BoundAggregation, which only a map assignment takes. The argument of hist and lhist is always int64 (negative values have a bucket of
/// their own, whatever the type); of the others int64 or uint64 by its sign; count has none.
/// </summary>
internal static class AggregationFunctions
{
    private const int MaxBuckets = 1000;

    /// <summary>count.</summary>
    public static readonly FunctionRow Count = new("count", "count()", "number of calls", 0, 0, static (_, call) =>
        new BoundAggregation(call.Span, new AggregationType(AggregationKind.Count, false), null));

    /// <summary>sum.</summary>
    public static readonly FunctionRow Sum = Simple("sum", AggregationKind.Sum, "sum of values");

    /// <summary>avg.</summary>
    public static readonly FunctionRow Avg = Simple("avg", AggregationKind.Avg, "average of values");

    /// <summary>min.</summary>
    public static readonly FunctionRow Min = Simple("min", AggregationKind.Min, "smallest value");

    /// <summary>max.</summary>
    public static readonly FunctionRow Max = Simple("max", AggregationKind.Max, "largest value");

    /// <summary>stats.</summary>
    public static readonly FunctionRow Stats = Simple("stats", AggregationKind.Stats, "count, average and sum of values");

    /// <summary>hist.</summary>
    public static readonly FunctionRow Hist = new("hist", "hist(n[, bits])", "histogram by powers of two", 1, 2, BindHist);

    /// <summary>lhist.</summary>
    public static readonly FunctionRow Lhist = new("lhist", "lhist(n, min, max, step)", "linear histogram", 4, 4, BindLhist);

    private static FunctionRow Simple(string name, AggregationKind kind, string documentation) => new(name, $"{name}(n)", documentation, 1, 1, (binder, call) =>
    {
        BoundExpression value = Argument(binder, call);
        if (ProbeBinder.IsPending(value))
            return value;
        bool signed = value.Type is IntegerType { Signed: true };
        return new BoundAggregation(call.Span, new AggregationType(kind, signed), value);
    });

    private static BoundExpression Argument(ProbeBinder binder, CallSyntax call) =>
        binder.ToInteger(binder.BindExpression(call.Arguments[0]), $"the value of {call.Name}()");

    private static BoundExpression BindHist(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression value = Argument(binder, call);
        long bits = 0;
        if (call.Arguments.Count > 1)
        {
            if (binder.Literal(binder.BindExpression(call.Arguments[1]), "the bits of hist()") is not { } given)
                return ProbeBinder.Pending(call.Span);
            if (given is < 0 or > 5)
                return binder.Wrong(call.Arguments[1].Span, $"the bits of hist() must be from 0 to 5, not {given}");
            bits = given;
        }

        return ProbeBinder.IsPending(value)
            ? value
            : new BoundAggregation(call.Span, new AggregationType(AggregationKind.Hist, true, (int)bits), ProbeBinder.Convert(value, IntegerType.Int64));
    }

    private static BoundExpression BindLhist(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression value = Argument(binder, call);
        var numbers = new long[3];
        string[] names = ["min", "max", "step"];
        for (int i = 0; i < 3; i++)
        {
            ExpressionSyntax syntax = call.Arguments[i + 1];
            if (binder.Literal(binder.BindExpression(syntax), $"'{names[i]}' of lhist()") is not { } number)
                return ProbeBinder.Pending(call.Span);
            if (number < 0)
                return binder.Wrong(syntax.Span, $"'{names[i]}' of lhist() cannot be negative");
            numbers[i] = number;
        }

        (long minimum, long maximum, long step) = (numbers[0], numbers[1], numbers[2]);
        if (step == 0)
            return binder.Wrong(call.Arguments[3].Span, "'step' of lhist() must be above 0");
        if (maximum <= minimum)
            return binder.Wrong(call.Arguments[2].Span, $"'max' of lhist() must be above 'min' ({maximum} is not above {minimum})");
        if ((maximum - minimum) / step > MaxBuckets)
            return binder.Wrong(call.Span, $"lhist() would have {(maximum - minimum) / step} buckets, {MaxBuckets} is the limit", "choose a larger step");
        if (step > maximum - minimum)
            return binder.Wrong(call.Arguments[3].Span, "'step' of lhist() is larger than the range");
        return ProbeBinder.IsPending(value)
            ? value
            : new BoundAggregation(call.Span, new AggregationType(AggregationKind.LinearHist, true, 0, minimum, maximum, step), ProbeBinder.Convert(value, IntegerType.Int64));
    }
}
