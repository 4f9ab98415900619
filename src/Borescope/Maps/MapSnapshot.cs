using System;
using System.Buffers;

namespace Borescope.Maps;

/// <summary>A copy of a map's elements in pooled memory; dispose it to give the memory back.</summary>
public sealed class MapSnapshot : IDisposable
{
    private byte[] _keys;
    private byte[] _values;

    internal MapSnapshot(int keyBytes, int valueBytes, int capacity)
    {
        KeyBytes = keyBytes;
        ValueBytes = valueBytes;
        _keys = ArrayPool<byte>.Shared.Rent(Math.Max(keyBytes * capacity, 1));
        _values = ArrayPool<byte>.Shared.Rent(Math.Max(valueBytes * capacity, 1));
    }

    /// <summary>Number of elements.</summary>
    public int Count { get; internal set; }

    /// <summary>Bytes of a key.</summary>
    public int KeyBytes { get; }

    /// <summary>Bytes of an element's value, all CPUs together in per-CPU maps.</summary>
    public int ValueBytes { get; }

    /// <summary>All keys behind each other.</summary>
    public ReadOnlySpan<byte> Keys => _keys.AsSpan(0, Count * KeyBytes);

    /// <summary>All values behind each other.</summary>
    public ReadOnlySpan<byte> Values => _values.AsSpan(0, Count * ValueBytes);

    /// <summary>All keys as memory; valid until disposal.</summary>
    public ReadOnlyMemory<byte> KeyMemory => _keys.AsMemory(0, Count * KeyBytes);

    /// <summary>All values as memory; valid until disposal.</summary>
    public ReadOnlyMemory<byte> ValueMemory => _values.AsMemory(0, Count * ValueBytes);

    /// <summary>Key of an element.</summary>
    public ReadOnlySpan<byte> Key(int index) => Keys.Slice(index * KeyBytes, KeyBytes);

    /// <summary>Value of an element.</summary>
    public ReadOnlySpan<byte> Value(int index) => Values.Slice(index * ValueBytes, ValueBytes);

    /// <summary>Gives the memory back; spans must not be used any more.</summary>
    public void Dispose()
    {
        if (_keys.Length > 0)
            ArrayPool<byte>.Shared.Return(_keys);
        if (_values.Length > 0)
            ArrayPool<byte>.Shared.Return(_values);
        _keys = [];
        _values = [];
        Count = 0;
    }

    /// <summary>Goes to the next element; at the end of a portion the next one takes its place.</summary>
    internal static bool MoveNext(MapCursor cursor, MapSnapshot portion, ref int index)
    {
        index++;
        while (index >= portion.Count)
        {
            if (cursor.IsDone)
                return false;
            portion.Count = 0;
            index = 0;
            cursor.ReadMore(portion);
        }

        return true;
    }

    /// <summary>Room for more elements behind the present ones.</summary>
    internal void Reserve(int more, out Span<byte> keys, out Span<byte> values)
    {
        Grow(ref _keys, checked((Count + more) * KeyBytes), Count * KeyBytes);
        Grow(ref _values, checked((Count + more) * ValueBytes), Count * ValueBytes);
        keys = _keys.AsSpan(Count * KeyBytes, more * KeyBytes);
        values = _values.AsSpan(Count * ValueBytes, more * ValueBytes);
    }

    private static void Grow(ref byte[] array, int needed, int used)
    {
        if (needed <= array.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, (int)Math.Min(array.Length * 2L, Array.MaxLength)));
        array.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(array);
        array = larger;
    }
}
