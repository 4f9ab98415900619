using System;
using System.Buffers;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>The rows of a map in printing order, each with a key and a reduced value; hides how histograms are kept.</summary>
internal ref struct MapRows
{
    private readonly MapSnapshot _map;
    private readonly MapRowOrder? _order;
    private readonly BucketGroups? _groups;
    private readonly AggregationType? _aggregation;
    private readonly ulong[]? _buckets;

    internal MapRows(in MapSnapshot map, ulong top)
    {
        _map = map;
        _aggregation = map.Map.ValueType as AggregationType;
        if (_aggregation is { Buckets: > 0 })
            _buckets = ArrayPool<ulong>.Shared.Rent(_aggregation.Buckets);
        if (map.BucketOffset >= 0)
            _groups = new BucketGroups(in map);
        else
            _order = new MapRowOrder(in map);
        ReadOnlySpan<int> all = _groups is null ? _order!.Rows : _groups.Order;
        Rows = top == 0 || top >= (ulong)all.Length ? all : all[^(int)top..];
    }

    /// <summary>What identifies the rows, in order.</summary>
    internal ReadOnlySpan<int> Rows { get; }

    /// <summary>Whether the values are histograms.</summary>
    internal readonly bool IsHistogram => _buckets is not null;

    /// <summary>Whether the values are time series.</summary>
    internal readonly bool IsSeries => _aggregation is { Kind: AggregationKind.TimeSeries };

    /// <summary>The time series of a row.</summary>
    internal readonly TimeSeries Series(int row) => TimeSeries.Read(_aggregation!, _map.Value(row), _map.Cpus, _map.ValueStride);

    /// <summary>The key of a row; longer than the key type where the bucket follows.</summary>
    internal readonly ReadOnlySpan<byte> Key(int row) => _map.Key(_groups is null ? row : _groups.First(row));

    /// <summary>The buckets of a row; valid until the next call.</summary>
    internal readonly ReadOnlySpan<ulong> Buckets(int row)
    {
        Span<ulong> buckets = _buckets.AsSpan(0, _aggregation!.Buckets);
        if (_groups is null)
            AggregationReducer.SumBuckets(_aggregation, _map.Value(row), _map.Cpus, _map.ValueStride, buckets);
        else
            _groups.Sum(in _map, row, buckets);
        return buckets;
    }

    /// <summary>The integer or aggregation of a row; false when the value is of another kind.</summary>
    internal readonly bool TryReduce(int row, out ReducedValue reduced)
    {
        ReadOnlySpan<byte> value = _map.Value(row);
        if (_aggregation is not null)
        {
            reduced = AggregationReducer.Reduce(_aggregation, value, _map.Cpus, _map.ValueStride);
            return true;
        }

        if (_map.Map.ValueType is IntegerType integer)
        {
            reduced = new ReducedValue(null, integer.Signed, IntegerBits.Read(integer, value));
            return true;
        }

        reduced = default;
        return false;
    }

    /// <summary>Gives pooled memory back.</summary>
    public readonly void Dispose()
    {
        if (_buckets is not null)
            ArrayPool<ulong>.Shared.Return(_buckets);
        _order?.Dispose();
        _groups?.Dispose();
    }
}
