using System;
using System.Buffers;
using System.Buffers.Binary;

namespace Borescope.Script.Output;

/// <summary>
/// The elements of a histogram map that keeps one element per bucket, brought together by key without unfolding them: memory follows the number of
/// elements, not keys times buckets.
/// </summary>
internal sealed class BucketGroups : IDisposable
{
    private readonly int[] _elements;
    private readonly int[] _starts;
    private readonly int[] _order;

    internal BucketGroups(in MapSnapshot map)
    {
        using var byKey = new MapRowOrder(in map, KeyColumns.OfBytes(map.BucketOffset));
        int count = map.Count;
        _elements = ArrayPool<int>.Shared.Rent(count);
        byKey.Rows.CopyTo(_elements);
        _starts = ArrayPool<int>.Shared.Rent(count + 1);
        for (int i = 0; i < count; i++)
        {
            if (i == 0 || !map.Key(_elements[i])[..map.BucketOffset].SequenceEqual(map.Key(_elements[i - 1])[..map.BucketOffset]))
                _starts[Count++] = i;
        }

        _starts[Count] = count;
        _order = ArrayPool<int>.Shared.Rent(Count);
        long[] totals = ArrayPool<long>.Shared.Rent(Count);
        for (int group = 0; group < Count; group++)
        {
            _order[group] = group;
            totals[group] = (long)Total(in map, group) ^ long.MinValue;
        }

        Array.Sort(totals, _order, 0, Count);
        ArrayPool<long>.Shared.Return(totals);
    }

    /// <summary>Number of keys.</summary>
    internal int Count { get; }

    /// <summary>Groups ascending by total count.</summary>
    internal ReadOnlySpan<int> Order => _order.AsSpan(0, Count);

    /// <summary>Some element of a group: its key is the group's.</summary>
    internal int First(int group) => _elements[_starts[group]];

    /// <summary>Adds the elements of a group up. Bucket indexes beyond the type's are dropped: no program of ours writes them.</summary>
    internal void Sum(in MapSnapshot map, int group, Span<ulong> buckets)
    {
        buckets.Clear();
        for (int i = _starts[group]; i < _starts[group + 1]; i++)
        {
            ulong bucket = BinaryPrimitives.ReadUInt64LittleEndian(map.Key(_elements[i])[map.BucketOffset..]);
            if (bucket < (ulong)buckets.Length)
                buckets[(int)bucket] += SumOverCpus(in map, _elements[i]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_elements);
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<int>.Shared.Return(_order);
    }

    private static ulong SumOverCpus(in MapSnapshot map, int element)
    {
        ReadOnlySpan<byte> value = map.Value(element);
        ulong sum = 0;
        for (int cpu = 0; cpu < map.Cpus; cpu++)
            sum += BinaryPrimitives.ReadUInt64LittleEndian(value[(cpu * map.ValueStride)..]);
        return sum;
    }

    private ulong Total(in MapSnapshot map, int group)
    {
        ulong total = 0;
        for (int i = _starts[group]; i < _starts[group + 1]; i++)
            total += SumOverCpus(in map, _elements[i]);
        return total;
    }
}
