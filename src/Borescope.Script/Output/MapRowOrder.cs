using System;
using System.Buffers;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>
/// The order in which the elements of a map print: integers, counts and sums ascending by value; min and max likewise without sign; avg and stats by
/// average; histograms by total count; all others by key. Sorts indexes over the flat arrays of a snapshot; elements that compare equal keep their order.
/// </summary>
internal sealed class MapRowOrder : IDisposable
{
    private readonly long[] _numbers;
    private readonly int[] _order;
    private readonly int _count;

    internal MapRowOrder(in MapSnapshot map, KeyColumns? columns = null)
    {
        _count = map.Count;
        _numbers = ArrayPool<long>.Shared.Rent(_count);
        _order = ArrayPool<int>.Shared.Rent(_count);
        for (int i = 0; i < _count; i++)
            _order[i] = i;
        if (_count < 2)
            return;
        if (columns is null && IsByValue(map.Map.ValueType!))
            SortByValue(in map);
        else
            SortByKey(in map, columns ?? new KeyColumns(map.Map.KeyType!), 0, 0, _count);
    }

    /// <summary>Indexes into the snapshot, in printing order.</summary>
    internal ReadOnlySpan<int> Rows => _order.AsSpan(0, _count);

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<long>.Shared.Return(_numbers);
        ArrayPool<int>.Shared.Return(_order);
    }

    private static bool IsByValue(ScriptType type) => type is AggregationType { Kind: not AggregationKind.TimeSeries } or IntegerType or EnumType;

    private void SortByValue(in MapSnapshot map)
    {
        ScriptType type = map.Map.ValueType!;
        var aggregation = type as AggregationType;
        for (int i = 0; i < _count; i++)
        {
            ReadOnlySpan<byte> value = map.Value(i);
            _numbers[i] = aggregation switch
            {
                null => IntegerBits.IsSigned(type) ? IntegerBits.Read(type, value) : IntegerBits.Read(type, value) ^ long.MinValue,
                { Buckets: > 0 } => (long)AggregationReducer.TotalCount(aggregation, value, map.Cpus, map.ValueStride) ^ long.MinValue,
                _ => AggregationReducer.Reduce(aggregation, value, map.Cpus, map.ValueStride).SortKey,
            };
        }

        Array.Sort(_numbers, _order, 0, _count);
        for (int start = 0, end; start < _count; start = end)
        {
            end = EndOfRun(start, _count);
            Array.Sort(_order, start, end - start);
        }
    }

    private void SortByKey(in MapSnapshot map, KeyColumns columns, int column, int start, int end)
    {
        // Columns that are equal for all keys of the range (long common prefixes, padding) are passed over without sorting.
        for (; column < columns.Count; column++)
        {
            bool equal = true;
            for (int i = start; i < end; i++)
            {
                _numbers[i] = columns.Read(column, map.Key(_order[i]));
                equal &= _numbers[i] == _numbers[start];
            }

            if (!equal)
                break;
        }

        if (column >= columns.Count)
        {
            Array.Sort(_order, start, end - start);
            return;
        }

        Array.Sort(_numbers, _order, start, end - start);
        for (int run = start, next; run < end; run = next)
        {
            // The numbers of this run are overwritten by the recursion, those of later runs are not.
            next = EndOfRun(run, end);
            if (next - run > 1)
                SortByKey(in map, columns, column + 1, run, next);
        }
    }

    private int EndOfRun(int start, int limit)
    {
        int end = start + 1;
        while (end < limit && _numbers[end] == _numbers[start])
            end++;
        return end;
    }
}
