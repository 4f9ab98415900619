using System;
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

    /// <summary>Writes a map as lines of text.</summary>
    /// <param name="sink">Target.</param>
    /// <param name="map">Elements; not empty.</param>
    /// <param name="top">How many of the last rows; 0 for all.</param>
    /// <param name="divisor">What integers are divided by; 0 and 1 leave them.</param>
    internal void WriteText(ByteSink sink, in MapSnapshot map, ulong top, ulong divisor)
    {
        byte[] name = Encoding.UTF8.GetBytes(map.Map.Name);
        ScriptType? keyType = map.Map.KeyType;
        using var rows = new MapRows(in map, top);
        foreach (int row in rows.Rows)
        {
            sink.Write(name);
            if (keyType is not null)
            {
                sink.WriteByte((byte)'[');
                WriteKeyText(sink, keyType, rows.Key(row));
                sink.WriteByte((byte)']');
            }

            sink.Write(rows.IsHistogram || rows.IsSeries ? ":\n"u8 : ": "u8);
            WriteValueText(sink, in map, in rows, row, divisor);
            sink.WriteByte((byte)'\n');
            sink.EndEvent();
        }
    }

    /// <summary>Writes a map as a JSON value: a value for scalar maps, else an object.</summary>
    internal void WriteJson(ByteSink sink, in MapSnapshot map, ulong top, ulong divisor)
    {
        using var rows = new MapRows(in map, top);
        if (map.Map.KeyType is not { } keyType)
        {
            WriteValueJson(sink, in map, in rows, rows.Rows[0], divisor);
            return;
        }

        bool first = true;
        foreach (int row in rows.Rows)
        {
            sink.Write(first ? "{"u8 : ", "u8);
            first = false;
            WriteKeyJson(sink, keyType, rows.Key(row));
            sink.Write(": "u8);
            WriteValueJson(sink, in map, in rows, row, divisor);
        }

        sink.WriteByte((byte)'}');
    }

    /// <summary>Writes the value of a snapshot of one key as text.</summary>
    internal void WriteElementText(ByteSink sink, in MapSnapshot element)
    {
        if (element.Count == 0)
        {
            values.WriteText(sink, element.Map.ValueType!, new byte[element.Map.ValueType!.Size]);
            return;
        }

        using var rows = new MapRows(in element, 0);
        WriteValueText(sink, in element, in rows, rows.Rows[0], 1);
    }

    /// <summary>Writes the value of a snapshot of one key as JSON.</summary>
    internal void WriteElementJson(ByteSink sink, in MapSnapshot element)
    {
        if (element.Count == 0)
        {
            values.WriteJson(sink, element.Map.ValueType!, new byte[element.Map.ValueType!.Size]);
            return;
        }

        using var rows = new MapRows(in element, 0);
        WriteValueJson(sink, in element, in rows, rows.Rows[0], 1);
    }

    private void WriteValueText(ByteSink sink, in MapSnapshot map, in MapRows rows, int row, ulong divisor)
    {
        if (rows.IsHistogram)
            HistogramWriter.WriteText(sink, (AggregationType)map.Map.ValueType!, rows.Buckets(row), divisor);
        else if (rows.IsSeries)
            TimeSeriesWriter.WriteText(sink, rows.Series(row), values.Resolver);
        else if (rows.TryReduce(row, out ReducedValue reduced))
            reduced.WriteText(sink, divisor);
        else
            values.WriteText(sink, map.Map.ValueType!, map.Value(row));
    }

    private void WriteValueJson(ByteSink sink, in MapSnapshot map, in MapRows rows, int row, ulong divisor)
    {
        if (rows.IsHistogram)
            HistogramWriter.WriteJson(sink, (AggregationType)map.Map.ValueType!, rows.Buckets(row), divisor);
        else if (rows.IsSeries)
            TimeSeriesWriter.WriteJson(sink, rows.Series(row), values.Resolver);
        else if (rows.TryReduce(row, out ReducedValue reduced))
            reduced.WriteJson(sink, divisor);
        else
            values.WriteJson(sink, map.Map.ValueType!, map.Value(row));
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
        RemoveBlanks(_scratch);
        JsonText.WriteString(sink, _scratch.Written, values.IsRaw);
    }

    private static void RemoveBlanks(ByteSink sink)
    {
        ReadOnlySpan<byte> all = sink.Written;
        int end = all.IndexOf((byte)' ');
        if (end < 0)
            return;
        sink.Truncate(end);
        // The kept bytes only move towards the front, over bytes that were read already.
        foreach (byte b in all[end..])
        {
            if (b != ' ')
                sink.WriteByte(b);
        }
    }
}
