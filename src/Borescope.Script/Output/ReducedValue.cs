using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>An integer, or an aggregation (other than a histogram) brought together over all CPUs.</summary>
/// <param name="Kind">Which aggregation; null for a plain integer.</param>
/// <param name="Signed">Whether the numbers are signed.</param>
/// <param name="Value">count and sum: the sum; min and max: the extreme; avg and stats: the total; else the integer.</param>
/// <param name="Count">avg and stats: how many values were taken in; min and max: how many CPUs had one.</param>
public readonly record struct ReducedValue(AggregationKind? Kind, bool Signed, long Value, ulong Count = 0)
{
    /// <summary>Mean of avg and stats, truncated toward zero; 0 when there was no value.</summary>
    public long Average
    {
        get
        {
            if (Count == 0)
                return 0;
            if (!Signed)
                return (long)((ulong)Value / Count);
            // -1 alone can overflow, and a count is never negative.
            return Count > long.MaxValue ? 0 : Value / (long)Count;
        }
    }

    /// <summary>The number that rows are sorted by.</summary>
    /// <remarks>min and max compare without sign, as the language's reference implementation does.</remarks>
    public long SortKey => Kind switch
    {
        AggregationKind.Avg or AggregationKind.Stats => Signed ? Average : Average ^ long.MinValue,
        AggregationKind.Min or AggregationKind.Max or AggregationKind.Count => Value ^ long.MinValue,
        _ => Signed ? Value : Value ^ long.MinValue,
    };

    /// <summary>Writes it as text.</summary>
    /// <param name="sink">Target.</param>
    /// <param name="divisor">What numbers (for stats the average) are divided by; 0 and 1 leave them.</param>
    public void WriteText(ByteSink sink, ulong divisor)
    {
        switch (Kind)
        {
            case AggregationKind.Stats:
                sink.Write("{ .count = "u8);
                sink.WriteUInt64(Count);
                sink.Write(", .average = "u8);
                ValueWriter.WriteNumber(sink, Divide(Average, divisor), Signed);
                sink.Write(", .total = "u8);
                ValueWriter.WriteNumber(sink, Value, Signed);
                sink.Write(" }"u8);
                break;
            case AggregationKind.Avg:
                ValueWriter.WriteNumber(sink, Divide(Average, divisor), Signed);
                break;
            default:
                ValueWriter.WriteNumber(sink, Divide(Value, divisor), Signed);
                break;
        }
    }

    /// <summary>Writes it as JSON.</summary>
    /// <param name="sink">Target.</param>
    /// <param name="divisor">As for <see cref="WriteText"/>.</param>
    public void WriteJson(ByteSink sink, ulong divisor)
    {
        switch (Kind)
        {
            case AggregationKind.Stats:
                sink.Write("{\"count\": "u8);
                JsonText.WriteUInt64(sink, Count);
                sink.Write(", \"average\": "u8);
                WriteJsonNumber(sink, Divide(Average, divisor));
                sink.Write(", \"total\": "u8);
                WriteJsonNumber(sink, Value);
                sink.WriteByte((byte)'}');
                break;
            case AggregationKind.Avg:
                WriteJsonNumber(sink, Divide(Average, divisor));
                break;
            default:
                WriteJsonNumber(sink, Divide(Value, divisor));
                break;
        }
    }

    private long Divide(long value, ulong divisor)
    {
        if (divisor <= 1)
            return value;
        if (!Signed)
            return (long)((ulong)value / divisor);
        return divisor > long.MaxValue ? 0 : value / (long)divisor;
    }

    private void WriteJsonNumber(ByteSink sink, long value)
    {
        if (Signed)
            JsonText.WriteInt64(sink, value);
        else
            JsonText.WriteUInt64(sink, (ulong)value);
    }
}
