using System;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>Writes hist and lhist: lines from the first to the last bucket that is not empty, or a JSON array of such buckets.</summary>
internal static class HistogramWriter
{
    private const int BarWidth = 52;
    private const int LabelWidth = 16;
    private const int CountWidth = 8;
    private const long Kilo = 1024;
    private const long Mega = 1024 * 1024;

    /// <summary>Writes one line per bucket; nothing when all are empty.</summary>
    /// <param name="sink">Target.</param>
    /// <param name="type">hist or lhist.</param>
    /// <param name="buckets">Counts.</param>
    /// <param name="divisor">Counts of hist are divided by it; lhist ignores it.</param>
    internal static void WriteText(ByteSink sink, AggregationType type, ReadOnlySpan<ulong> buckets, ulong divisor)
    {
        if (!Range(buckets, out int first, out int last))
            return;
        divisor = Divisor(type, divisor);
        ulong largest = 0;
        for (int i = first; i <= last; i++)
            largest = Math.Max(largest, buckets[i] / divisor);

        for (int i = first; i <= last; i++)
        {
            int start = sink.Length;
            WriteLabel(sink, type, i);
            sink.Pad(start, LabelWidth, left: true);
            start = sink.Length;
            ulong count = buckets[i] / divisor;
            sink.WriteUInt64(count);
            sink.Pad(start, CountWidth, left: false);
            sink.Write(" |"u8);
            // Single precision on purpose: the last bar character is where the reference implementation has it.
            int bar = largest == 0 ? 0 : (int)(count / (float)largest * BarWidth);
            sink.WriteRepeated((byte)'@', bar);
            sink.WriteRepeated((byte)' ', BarWidth - bar);
            sink.Write("|\n"u8);
        }
    }

    /// <summary>Writes an array of <c>{"min": a, "max": b, "count": n}</c> with inclusive bounds; the first open bucket has no min, the last no max.</summary>
    internal static void WriteJson(ByteSink sink, AggregationType type, ReadOnlySpan<ulong> buckets, ulong divisor)
    {
        sink.WriteByte((byte)'[');
        divisor = Divisor(type, divisor);
        bool any = Range(buckets, out int first, out int last);
        for (int i = first; any && i <= last; i++)
        {
            sink.Write(i == first ? "{"u8 : ",{"u8);
            if (i > 0)
            {
                sink.Write("\"min\": "u8);
                WriteJsonBound(sink, type, IsOpenAbove(type, i) ? type.Maximum : Bound(type, i - 1));
                sink.Write(", "u8);
            }

            if (!IsOpenAbove(type, i))
            {
                sink.Write("\"max\": "u8);
                WriteJsonBound(sink, type, Bound(type, i) - 1, negative: i == 0);
                sink.Write(", "u8);
            }

            sink.Write("\"count\": "u8);
            sink.WriteUInt64(buckets[i] / divisor);
            sink.WriteByte((byte)'}');
        }

        sink.WriteByte((byte)']');
    }

    private static ulong Divisor(AggregationType type, ulong divisor) => type.Kind == AggregationKind.Hist ? Math.Max(1, divisor) : 1;

    private static bool Range(ReadOnlySpan<ulong> buckets, out int first, out int last)
    {
        first = buckets.IndexOfAnyExcept(0UL);
        last = buckets.LastIndexOfAnyExcept(0UL);
        return first >= 0;
    }

    private static bool IsOpenAbove(AggregationType type, int index) => type.Kind == AggregationKind.LinearHist && index == type.Buckets - 1;

    /// <summary>Exclusive upper bound of a bucket; 2^64 of the last hist bucket wraps to 0, so that one less is right again.</summary>
    private static long Bound(AggregationType type, int index)
    {
        if (type.Kind == AggregationKind.LinearHist)
            return type.Minimum + (index * type.Step);
        int k = type.Bits;
        if (index <= 2 << k)
            return index;
        int n = 1 << k, power = (index >> k) - 1;
        return (long)((UInt128)(uint)(n + (index & (n - 1))) << power);
    }

    private static void WriteJsonBound(ByteSink sink, AggregationType type, long bound, bool negative = false)
    {
        // Large bounds of hist are unsigned; only its bucket of the negatives ends below zero.
        if (type.Kind == AggregationKind.LinearHist || negative)
            JsonText.WriteInt64(sink, bound);
        else
            JsonText.WriteUInt64(sink, (ulong)bound);
    }

    private static void WriteLabel(ByteSink sink, AggregationType type, int index)
    {
        if (index == 0)
        {
            sink.Write("(..., "u8);
            WriteBoundLabel(sink, type, 0);
            sink.WriteByte((byte)')');
            return;
        }

        sink.WriteByte((byte)'[');
        if (IsOpenAbove(type, index))
        {
            WriteLinearLabel(sink, type.Maximum, type.Step);
            sink.Write(", ...)"u8);
            return;
        }

        WriteBoundLabel(sink, type, index - 1);
        if (IsSingleValue(type, index))
        {
            sink.WriteByte((byte)']');
        }
        else
        {
            sink.Write(", "u8);
            WriteBoundLabel(sink, type, index);
            sink.WriteByte((byte)')');
        }
    }

    private static bool IsSingleValue(AggregationType type, int index) =>
        type.Kind == AggregationKind.LinearHist ? type.Step == 1 : index <= 2 << type.Bits;

    private static void WriteBoundLabel(ByteSink sink, AggregationType type, int index)
    {
        if (type.Kind == AggregationKind.LinearHist)
        {
            WriteLinearLabel(sink, Bound(type, index), type.Step);
            return;
        }

        int k = type.Bits;
        if (index <= 2 << k)
        {
            sink.WriteInt64(index);
            return;
        }

        int n = 1 << k, power = (index >> k) - 1, decade = power / 10;
        sink.WriteUInt64((ulong)(n + (index & (n - 1))) << (power - (10 * decade)));
        if (decade > 0)
            sink.WriteByte("KMGTPE"u8[decade - 1]);
    }

    private static void WriteLinearLabel(ByteSink sink, long bound, long step)
    {
        if (step % Kilo != 0 || bound == 0 || bound % Kilo != 0)
        {
            sink.WriteInt64(bound);
        }
        else if (bound % Mega == 0)
        {
            sink.WriteInt64(bound / Mega);
            sink.WriteByte((byte)'M');
        }
        else
        {
            sink.WriteInt64(bound / Kilo);
            sink.WriteByte((byte)'K');
        }
    }
}
