using System;
using Borescope.Script.Binding;
using Borescope.Script.Lowering;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>The elements of a map, as the kernel's batch look-up leaves them: flat arrays, no objects per element.</summary>
/// <param name="Map">The map.</param>
/// <param name="Count">Elements. A scalar map has one, or none when it was never written.</param>
/// <param name="Keys">Keys one behind the other; not read for scalar maps.</param>
/// <param name="KeyStride">Bytes from key to key.</param>
/// <param name="Values">Values one behind the other; of a per-CPU map each element holds the values of all CPUs.</param>
/// <param name="ValueStride">Bytes from one CPU's value to the next: the kernel rounds the value size of per-CPU maps up to 8.</param>
/// <param name="Cpus">Values per element: possible CPUs of a per-CPU map, 1 of other maps.</param>
/// <param name="BucketOffset">Histograms with one element per bucket: where in the key the u64 bucket index stands. Otherwise -1.</param>
/// <param name="SetFlagOffset">Scalar maps: where in the value the byte stands that is not 0 once the map was assigned. -1 when the value itself tells.</param>
public readonly record struct MapSnapshot(
    MapSymbol Map,
    int Count,
    ReadOnlyMemory<byte> Keys,
    int KeyStride,
    ReadOnlyMemory<byte> Values,
    int ValueStride,
    int Cpus,
    int BucketOffset = -1,
    int SetFlagOffset = -1)
{
    /// <summary>A snapshot of a map as lowering laid it out.</summary>
    /// <param name="storage">The layout.</param>
    /// <param name="count">Elements of the kernel map.</param>
    /// <param name="keys">Their keys.</param>
    /// <param name="values">Their values, of per-CPU maps for all possible CPUs.</param>
    /// <param name="possibleCpus">Possible CPUs; not used for other maps.</param>
    public static MapSnapshot Of(MapStorage storage, int count, ReadOnlyMemory<byte> keys, ReadOnlyMemory<byte> values, int possibleCpus)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return new MapSnapshot(
            storage.Map, count, keys, storage.KeySize, values, storage.ValueSize, storage.IsPerCpu ? possibleCpus : 1,
            storage.IsBucketKeyed ? storage.BucketOffset : -1, storage.SetFlagOffset);
    }

    /// <summary>Whether there is nothing to print: no element, or a scalar that was never assigned.</summary>
    public bool IsEmpty => Map.ValueType is null || Count == 0 || (Map.KeyType is null && !IsAssigned(Map.ValueType));

    /// <summary>The key of an element.</summary>
    public ReadOnlySpan<byte> Key(int index) => Keys.Span.Slice(index * KeyStride, KeyStride);

    /// <summary>The values of an element on all CPUs.</summary>
    public ReadOnlySpan<byte> Value(int index) => Values.Span.Slice(index * ValueStride * Cpus, ValueStride * Cpus);

    private bool IsAssigned(ScriptType type)
    {
        if (SetFlagOffset >= 0)
        {
            for (int cpu = 0; cpu < Cpus; cpu++)
            {
                if (Value(0)[(cpu * ValueStride) + SetFlagOffset] != 0)
                    return true;
            }

            return false;
        }

        // An array map cannot tell "never" from "zero"; these aggregations can.
        if (type is not AggregationType aggregation)
            return true;
        if (aggregation.Kind == AggregationKind.TimeSeries)
            return !TimeSeries.Read(aggregation, Value(0), Cpus, ValueStride).IsEmpty;
        if (aggregation.Buckets > 0)
            return AggregationReducer.TotalCount(aggregation, Value(0), Cpus, ValueStride) > 0;
        return aggregation.Kind == AggregationKind.Sum || AggregationReducer.Reduce(aggregation, Value(0), Cpus, ValueStride) is not { Value: 0, Count: 0 };
    }
}
