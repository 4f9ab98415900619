using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>Brings the values of all CPUs of an aggregation together.</summary>
public static class AggregationReducer
{
    /// <summary>Reduces count, sum, min, max, avg or stats. CPUs that never took a value in are left out of min and max.</summary>
    /// <param name="type">The aggregation; no histogram.</param>
    /// <param name="values">The CPUs' values, one behind the other.</param>
    /// <param name="cpus">How many.</param>
    /// <param name="stride">Bytes from one CPU's value to the next.</param>
    public static ReducedValue Reduce(AggregationType type, ReadOnlySpan<byte> values, int cpus, int stride)
    {
        ArgumentNullException.ThrowIfNull(type);
        long value = 0;
        ulong count = 0;
        for (int cpu = 0; cpu < cpus; cpu++)
        {
            ReadOnlySpan<byte> one = values[(cpu * stride)..];
            long first = BinaryPrimitives.ReadInt64LittleEndian(one);
            switch (type.Kind)
            {
                case AggregationKind.Count or AggregationKind.Sum:
                    value += first;
                    break;
                case AggregationKind.Min or AggregationKind.Max:
                    if (BinaryPrimitives.ReadUInt64LittleEndian(one[8..]) == 0)
                        break;
                    if (count++ == 0 || Beats(type, first, value))
                        value = first;
                    break;
                default:
                    value += first;
                    count += BinaryPrimitives.ReadUInt64LittleEndian(one[8..]);
                    break;
            }
        }

        return new ReducedValue(type.Kind, type.Signed && type.Kind != AggregationKind.Count, value, count);
    }

    /// <summary>Adds the buckets of a histogram over all CPUs.</summary>
    /// <param name="type">hist or lhist.</param>
    /// <param name="values">The CPUs' values, one behind the other.</param>
    /// <param name="cpus">How many.</param>
    /// <param name="stride">Bytes from one CPU's value to the next.</param>
    /// <param name="buckets">Receives the sums.</param>
    /// <returns>Sum over all buckets.</returns>
    public static ulong SumBuckets(AggregationType type, ReadOnlySpan<byte> values, int cpus, int stride, Span<ulong> buckets)
    {
        ArgumentNullException.ThrowIfNull(type);
        buckets = buckets[..type.Buckets];
        buckets.Clear();
        for (int cpu = 0; cpu < cpus; cpu++)
        {
            ReadOnlySpan<ulong> one = MemoryMarshal.Cast<byte, ulong>(values.Slice(cpu * stride, type.Size));
            for (int i = 0; i < buckets.Length; i++)
                buckets[i] += one[i];
        }

        return Total(buckets);
    }

    /// <summary>Sum over all buckets and CPUs.</summary>
    internal static ulong TotalCount(AggregationType type, ReadOnlySpan<byte> values, int cpus, int stride)
    {
        ulong total = 0;
        for (int cpu = 0; cpu < cpus; cpu++)
            total += Total(MemoryMarshal.Cast<byte, ulong>(values.Slice(cpu * stride, type.Size)));
        return total;
    }

    private static ulong Total(ReadOnlySpan<ulong> buckets)
    {
        ulong total = 0;
        foreach (ulong bucket in buckets)
            total += bucket;
        return total;
    }

    private static bool Beats(AggregationType type, long candidate, long best)
    {
        bool less = type.Signed ? candidate < best : (ulong)candidate < (ulong)best;
        return type.Kind == AggregationKind.Min ? less : candidate != best && !less;
    }
}
