using System;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Borescope.Maps;

/// <summary>Makes one number of the values of all CPUs, several at a time where the processor can.</summary>
public static class PerCpuReduction
{
    /// <summary>The sum over all CPUs; it wraps around like the counters themselves.</summary>
    public static T Sum<T>(this PerCpu<T> values)
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> all = values.Values;
        var sum = T.Zero;
        if (Vector<T>.IsSupported && all.Length >= Vector<T>.Count)
        {
            var lanes = Vector<T>.Zero;
            for (; all.Length >= Vector<T>.Count; all = all[Vector<T>.Count..])
                lanes += new Vector<T>(all);
            sum = Vector.Sum(lanes);
        }

        foreach (var value in all)
            sum += value;
        return sum;
    }

    /// <summary>The largest value of any CPU.</summary>
    public static T Max<T>(this PerCpu<T> values)
        where T : unmanaged, INumber<T>
    {
        var max = values[0];
        foreach (var value in values)
            max = T.Max(max, value);
        return max;
    }

    /// <summary>The smallest value of any CPU.</summary>
    public static T Min<T>(this PerCpu<T> values)
        where T : unmanaged, INumber<T>
    {
        var min = values[0];
        foreach (var value in values)
            min = T.Min(min, value);
        return min;
    }

    /// <summary>Adds numbers to others of the same position.</summary>
    internal static void Add<T>(ReadOnlySpan<T> from, Span<T> totals)
        where T : unmanaged, INumber<T>
    {
        if (Vector<T>.IsSupported && from.Length >= Vector<T>.Count)
        {
            var vectors = MemoryMarshal.Cast<T, Vector<T>>(from);
            var sums = MemoryMarshal.Cast<T, Vector<T>>(totals);
            for (var index = 0; index < vectors.Length; index++)
                sums[index] += vectors[index];
            from = from[(vectors.Length * Vector<T>.Count)..];
            totals = totals[(vectors.Length * Vector<T>.Count)..];
        }

        for (var index = 0; index < from.Length; index++)
            totals[index] += from[index];
    }
}
