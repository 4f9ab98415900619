using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>A time series brought together over all CPUs: the last intervals that had a value, oldest first.</summary>
internal sealed class TimeSeries
{
    private readonly SortedDictionary<long, (long Value, ulong Extra)> _intervals = [];

    private TimeSeries(AggregationType type) => Type = type;

    /// <summary>What it was made by.</summary>
    internal AggregationType Type { get; }

    /// <summary>Numbers of the intervals (start in nanoseconds since 1970 divided by the interval) with their values.</summary>
    internal IEnumerable<(long Interval, long Value)> Points
    {
        get
        {
            foreach ((long interval, (long value, ulong extra)) in _intervals)
                yield return (interval, Type.Function == SeriesFunction.Avg ? Average(value, extra) : value);
        }
    }

    /// <summary>Whether there is no value at all.</summary>
    internal bool IsEmpty => _intervals.Count == 0;

    /// <summary>Reads the values of all CPUs.</summary>
    internal static TimeSeries Read(AggregationType type, ReadOnlySpan<byte> values, int cpus, int stride)
    {
        var series = new TimeSeries(type);
        long newest = 0;
        for (int cpu = 0; cpu < cpus; cpu++)
        {
            for (int i = 0; i < type.Intervals; i++)
            {
                ReadOnlySpan<byte> slot = values[((cpu * stride) + (i * AggregationType.IntervalSize))..];
                long mark = BinaryPrimitives.ReadInt64LittleEndian(slot);
                if (mark <= 0)
                    continue;
                newest = Math.Max(newest, mark - 1);
                series.Add(mark - 1, BinaryPrimitives.ReadInt64LittleEndian(slot[8..]), BinaryPrimitives.ReadUInt64LittleEndian(slot[16..]));
            }
        }

        // A CPU that was idle still has intervals that others have left behind.
        foreach (long interval in new List<long>(series._intervals.Keys))
        {
            if (interval <= newest - type.Intervals)
                series._intervals.Remove(interval);
        }

        return series;
    }

    private void Add(long interval, long value, ulong extra)
    {
        if (!_intervals.TryGetValue(interval, out (long Value, ulong Extra) known))
        {
            _intervals[interval] = (value, extra);
            return;
        }

        bool less = Type.Signed ? value < known.Value : (ulong)value < (ulong)known.Value;
        _intervals[interval] = Type.Function switch
        {
            SeriesFunction.Avg => (known.Value + value, known.Extra + extra),
            SeriesFunction.Sum => (known.Value + value, extra),
            SeriesFunction.Min => (less ? value : known.Value, extra),
            SeriesFunction.Max => (less ? known.Value : value, extra),
            _ => extra > known.Extra ? (value, extra) : known,
        };
    }

    private long Average(long total, ulong count)
    {
        if (count == 0)
            return 0;
        return Type.Signed ? total / (long)count : (long)((ulong)total / count);
    }
}
