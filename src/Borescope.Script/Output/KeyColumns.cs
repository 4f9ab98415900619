using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>A key seen as numbers of up to 8 bytes that, compared one after the other, give its order: integers by sign, everything else bytewise.</summary>
internal sealed class KeyColumns
{
    private readonly List<Column> _columns = [];

    internal KeyColumns(ScriptType type) => Add(type, 0);

    private KeyColumns(int bytes) => AddBytes(0, bytes);

    /// <summary>Keys as bytes only: an order that brings equal keys together.</summary>
    internal static KeyColumns OfBytes(int bytes) => new(bytes);

    /// <summary>How many numbers.</summary>
    internal int Count => _columns.Count;

    /// <summary>The number of a column, to be compared as signed.</summary>
    internal long Read(int column, ReadOnlySpan<byte> key)
    {
        Column c = _columns[column];
        key = key[c.Offset..];
        return c.Kind switch
        {
            ColumnKind.Signed => IntegerBits.Read(key, c.Bytes, true),
            ColumnKind.Unsigned => IntegerBits.Read(key, c.Bytes, false) ^ long.MinValue,
            _ => ReadBytes(key[..c.Bytes]) ^ long.MinValue,
        };
    }

    private static long ReadBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 8)
            return BinaryPrimitives.ReadInt64BigEndian(bytes);
        long value = 0;
        foreach (byte b in bytes)
            value = (value << 8) | b;
        return value << (8 * (8 - bytes.Length));
    }

    private void Add(ScriptType type, int offset)
    {
        switch (type)
        {
            case TupleType tuple:
                for (int i = 0; i < tuple.Elements.Count; i++)
                    Add(tuple.Elements[i], offset + tuple.Offsets[i]);
                break;
            case IntegerType or EnumType:
                // The reference implementation compares integer keys as signed whatever their type says.
                _columns.Add(new Column(offset, type.Size, ColumnKind.Signed));
                break;
            case { IsScalar: true }:
                _columns.Add(new Column(offset, type.Size, ColumnKind.Unsigned));
                break;
            default:
                AddBytes(offset, type.Size);
                break;
        }
    }

    private void AddBytes(int offset, int count)
    {
        for (int done = 0; done < count; done += 8)
            _columns.Add(new Column(offset + done, Math.Min(8, count - done), ColumnKind.Bytes));
    }

    private enum ColumnKind
    {
        Signed,
        Unsigned,
        Bytes,
    }

    private readonly record struct Column(int Offset, int Bytes, ColumnKind Kind);
}
