using System;
using System.Collections.Generic;

namespace Borescope.Script.Output;

/// <summary>Writes time series: a graph with a line per interval, or a JSON array of intervals.</summary>
internal static class TimeSeriesWriter
{
    /// <summary>Columns of the graph, its bars included: the smallest value stands on the left one, the largest on the right one.</summary>
    private const int Width = 53;

    // The time column is as fine as the intervals are; a single one says nothing about that.
    private static readonly (long Nanoseconds, string Title, int Columns, TimeFormat Clock)[] Units =
    [
        (1_000_000_000, "hh:mm:ss", 9, new("%H:%M:%S", fractions: true)),
        (1_000_000, "hh:mm:ss.ms", 13, new("%H:%M:%S.%l", fractions: true)),
        (1_000, "hh:mm:ss.\u03bcs", 16, new("%H:%M:%S.%f", fractions: true)),
        (1, "hh:mm:ss.ns", 19, new("%H:%M:%S.%k", fractions: true)),
    ];

    private static readonly TimeFormat Start = new("%Y-%m-%d %H:%M:%S.%k", fractions: true);

    /// <summary>Writes one line per interval from the first to the last with a value, the scale above and below; nothing when there is none.</summary>
    internal static void WriteText(ByteSink sink, TimeSeries series, IValueResolver resolver)
    {
        if (series.IsEmpty)
            return;
        bool signed = series.Type.Signed;
        long smallest = 0, largest = 0;
        var points = new List<(long Interval, long Value)>(series.Points);
        for (int i = 0; i < points.Count; i++)
        {
            long value = points[i].Value;
            if (i == 0 || Less(value, smallest, signed))
                smallest = value;
            if (i == 0 || Less(largest, value, signed))
                largest = value;
        }

        if (smallest == largest)
        {
            // In the middle of its neighbours.
            smallest -= smallest != (signed ? long.MinValue : 0) ? 1 : 0;
            largest += largest != (signed ? long.MaxValue : -1) ? 1 : 0;
        }

        (_, string title, int columns, TimeFormat clock) = points.Count == 1 ? Units[^1] : Array.Find(Units, u => series.Type.Step % u.Nanoseconds == 0);
        WriteBounds(sink, columns, smallest, largest, signed);
        WriteRule(sink, columns, title, '|');
        int zero = signed && smallest < 0 && largest > 0 ? Column(0, smallest, largest) : -1;
        Span<byte> line = stackalloc byte[Width];
        int next = 0;
        for (long interval = points[0].Interval; interval <= points[^1].Interval; interval++)
        {
            clock.Write(sink, interval * series.Type.Step, resolver.TimeZone);
            sink.WriteByte((byte)' ');
            bool gap = points[next].Interval != interval;
            line.Fill(gap ? (byte)'-' : (byte)' ');
            line[0] = line[^1] = (byte)'|';
            if (zero >= 0 && !gap)
                line[zero] = (byte)'.';
            if (!gap)
                line[Column(points[next].Value, smallest, largest)] = (byte)'*';
            sink.Write(line);
            if (!gap)
            {
                sink.WriteByte((byte)' ');
                ValueWriter.WriteNumber(sink, points[next++].Value, signed);
            }

            sink.WriteByte((byte)'\n');
        }

        WriteRule(sink, columns, "", 'v');
        WriteBounds(sink, columns, smallest, largest, signed);
    }

    /// <summary>Writes an array of <c>{"interval_start": "YYYY-MM-DD hh:mm:ss.nnnnnnnnn", "value": n}</c>.</summary>
    internal static void WriteJson(ByteSink sink, TimeSeries series, IValueResolver resolver)
    {
        sink.WriteByte((byte)'[');
        bool first = true;
        foreach ((long interval, long value) in series.Points)
        {
            sink.Write(first ? "{\"interval_start\": \""u8 : ",{\"interval_start\": \""u8);
            first = false;
            Start.Write(sink, interval * series.Type.Step, resolver.TimeZone);
            sink.Write("\", \"value\": "u8);
            if (series.Type.Signed)
                JsonText.WriteInt64(sink, value);
            else
                JsonText.WriteUInt64(sink, (ulong)value);
            sink.WriteByte((byte)'}');
        }

        sink.WriteByte((byte)']');
    }

    // The smallest value stands over the left end of the graph, the largest over the right end.
    private static void WriteBounds(ByteSink sink, int columns, long smallest, long largest, bool signed)
    {
        sink.WriteRepeated((byte)' ', columns);
        int start = sink.Length;
        ValueWriter.WriteNumber(sink, smallest, signed);
        int left = sink.Length - start;
        start = sink.Length;
        ValueWriter.WriteNumber(sink, largest, signed);
        int right = sink.Length - start;
        sink.Truncate(start);
        sink.WriteRepeated((byte)' ', Math.Max(1, Width - left - right));
        ValueWriter.WriteNumber(sink, largest, signed);
        sink.WriteByte((byte)'\n');
    }

    private static void WriteRule(ByteSink sink, int columns, string title, char end)
    {
        int start = sink.Length;
        sink.Write(title);
        sink.WriteRepeated((byte)' ', columns - (sink.Length - start));
        sink.WriteByte((byte)end);
        sink.WriteRepeated((byte)'_', Width - 2);
        sink.WriteByte((byte)end);
        sink.WriteByte((byte)'\n');
    }

    private static bool Less(long a, long b, bool signed) => signed ? a < b : (ulong)a < (ulong)b;

    private static int Column(long value, long smallest, long largest)
    {
        Int128 range = (Int128)(UInt128)(ulong)(largest - smallest);
        return range == 0 ? 0 : (int)((Int128)(ulong)(value - smallest) * (Width - 1) / range);
    }
}
