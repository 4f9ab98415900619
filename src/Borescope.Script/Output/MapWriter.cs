using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>Writes whole maps, sorted, with the options top and div of <c>print(@m, top, div)</c>.</summary>
internal sealed class MapWriter(ValueWriter values) : IDisposable
{
    private readonly ByteSink _scratch = new();

    /// <inheritdoc/>
    public void Dispose() => _scratch.Dispose();

    /// <summary>Writes a map as lines of text; nothing when it is empty.</summary>
    /// <param name="sink">Target.</param>
    /// <param name="map">Elements.</param>
    /// <param name="top">How many of the last rows; 0 for all.</param>
    /// <param name="divisor">What integers are divided by; 0 and 1 leave them.</param>
    internal void WriteText(ByteSink sink, in MapSnapshot map, ulong top, ulong divisor)
    {
        if (map.Count == 0 || map.Map.ValueType is not { } type)
            return;
        Span<byte> name = stackalloc byte[256];
        name = name[..Encoding.UTF8.GetBytes(map.Map.Name.AsSpan(0, Math.Min(map.Map.Name.Length, 80)), name)];
        bool isHistogram = type is AggregationType { Buckets: > 0 };
        ulong[]? buckets = RentBuckets(type);
        using var order = new MapRowOrder(in map);
        foreach (int row in Top(order.Rows, top))
        {
            sink.Write(name);
            if (map.Map.KeyType is { } keyType)
            {
                sink.WriteByte((byte)'[');
                WriteKeyText(sink, keyType, map.Key(row));
                sink.WriteByte((byte)']');
            }

            sink.Write(isHistogram ? ":\n"u8 : ": "u8);
            WriteValueText(sink, type, in map, row, buckets, divisor);
            sink.WriteByte((byte)'\n');
            sink.EndEvent();
        }

        Return(buckets);
    }

    /// <summary>Writes the value of a snapshot's only element as text.</summary>
    internal void WriteElementText(ByteSink sink, in MapSnapshot element)
    {
        ScriptType type = element.Map.ValueType!;
        ulong[]? buckets = RentBuckets(type);
        WriteValueText(sink, type, in element, 0, buckets, 1);
        Return(buckets);
    }

    /// <summary>Writes the value of a snapshot's only element as JSON.</summary>
    internal void WriteElementJson(ByteSink sink, in MapSnapshot element)
    {
        ScriptType type = element.Map.ValueType!;
        ulong[]? buckets = RentBuckets(type);
        WriteValueJson(sink, type, in element, 0, buckets, 1);
        Return(buckets);
    }

    /// <summary>Writes a map as a JSON value: a value for scalar maps, else an object.</summary>
    internal void WriteJson(ByteSink sink, in MapSnapshot map, ulong top, ulong divisor)
    {
        ScriptType type = map.Map.ValueType!;
        ulong[]? buckets = RentBuckets(type);
        using var order = new MapRowOrder(in map);
        ScriptType? keyType = map.Map.KeyType;
        if (keyType is not null)
            sink.WriteByte((byte)'{');
        bool first = true;
        foreach (int row in Top(order.Rows, top))
        {
            if (keyType is not null)
            {
                if (!first)
                    sink.Write(", "u8);
                first = false;
                WriteKeyJson(sink, keyType, map.Key(row));
                sink.Write(": "u8);
            }

            WriteValueJson(sink, type, in map, row, buckets, divisor);
        }

        if (keyType is not null)
            sink.WriteByte((byte)'}');
        Return(buckets);
    }

    private void WriteValueText(ByteSink sink, ScriptType type, in MapSnapshot map, int row, ulong[]? buckets, ulong divisor)
    {
        if (type is AggregationType { Buckets: > 0 } aggregation)
        {
            AggregationReducer.SumBuckets(aggregation, map.Value(row), map.Cpus, map.ValueStride, buckets);
            HistogramWriter.WriteText(sink, aggregation, buckets.AsSpan(0, aggregation.Buckets), divisor);
        }
        else if (TryReduce(type, in map, row, out ReducedValue reduced))
        {
            reduced.WriteText(sink, divisor);
        }
        else
        {
            values.WriteText(sink, type, map.Value(row));
        }
    }

    private void WriteValueJson(ByteSink sink, ScriptType type, in MapSnapshot map, int row, ulong[]? buckets, ulong divisor)
    {
        if (type is AggregationType { Buckets: > 0 } aggregation)
        {
            AggregationReducer.SumBuckets(aggregation, map.Value(row), map.Cpus, map.ValueStride, buckets);
            HistogramWriter.WriteJson(sink, aggregation, buckets.AsSpan(0, aggregation.Buckets), divisor);
        }
        else if (TryReduce(type, in map, row, out ReducedValue reduced))
        {
            reduced.WriteJson(sink, divisor);
        }
        else
        {
            values.WriteJson(sink, type, map.Value(row));
        }
    }

    private void WriteKeyText(ByteSink sink, ScriptType type, ReadOnlySpan<byte> key)
    {
        if (type is TupleType { Names: null } tuple)
            values.WriteTupleElements(sink, tuple, key);
        else
            values.WriteText(sink, type, key);
    }

    private void WriteKeyJson(ByteSink sink, ScriptType type, ReadOnlySpan<byte> key)
    {
        if (type is IntegerType { Bytes: 8 } integer)
        {
            sink.WriteByte((byte)'"');
            ValueWriter.WriteNumber(sink, BinaryPrimitives.ReadInt64LittleEndian(key), integer.Signed);
            sink.WriteByte((byte)'"');
            return;
        }

        _scratch.Truncate(0);
        WriteKeyText(_scratch, type, key);
        if (type is TupleType)
            RemoveBlanks(_scratch);
        JsonText.WriteString(sink, _scratch.Written, values.IsRaw);
    }

    private static void RemoveBlanks(ByteSink sink)
    {
        int end = sink.Written.IndexOf((byte)' ');
        if (end < 0)
            return;
        ReadOnlySpan<byte> all = sink.Written;
        sink.Truncate(end);
        // The kept bytes only move towards the front, over bytes that were read already.
        foreach (byte b in all[end..])
        {
            if (b != ' ')
                sink.WriteByte(b);
        }
    }

    private static bool TryReduce(ScriptType type, in MapSnapshot map, int row, out ReducedValue reduced)
    {
        switch (type)
        {
            case AggregationType aggregation:
                reduced = AggregationReducer.Reduce(aggregation, map.Value(row), map.Cpus, map.ValueStride);
                return true;
            case IntegerType integer:
                reduced = new ReducedValue(null, integer.Signed, IntegerBits.Read(integer, map.Value(row)));
                return true;
            default:
                reduced = default;
                return false;
        }
    }

    private static ReadOnlySpan<int> Top(ReadOnlySpan<int> rows, ulong top) => top == 0 || top >= (ulong)rows.Length ? rows : rows[^(int)top..];

    private static ulong[]? RentBuckets(ScriptType type) => type is AggregationType { Buckets: > 0 } a ? ArrayPool<ulong>.Shared.Rent(a.Buckets) : null;

    private static void Return(ulong[]? buckets)
    {
        if (buckets is not null)
            ArrayPool<ulong>.Shared.Return(buckets);
    }
}
