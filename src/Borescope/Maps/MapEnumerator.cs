using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Borescope.Maps;

/// <summary>Walks a map's elements, read in batches as the walk proceeds. Elements that come or go meanwhile may be missed.</summary>
/// <typeparam name="TKey">Key.</typeparam>
/// <typeparam name="TValue">Value.</typeparam>
public ref struct MapEnumerator<TKey, TValue> : IDisposable
    where TKey : unmanaged
    where TValue : unmanaged
{
    private readonly MapCursor _cursor;
    private readonly MapSnapshot _portion;
    private int _index;

    internal MapEnumerator(BpfMap map)
    {
        _cursor = new MapCursor(map, delete: false, grow: false);
        _portion = new MapSnapshot(map.KeySize, map.ValueBytes, 1);
        _index = -1;
    }

    /// <summary>The element at the current position.</summary>
    public readonly KeyValuePair<TKey, TValue> Current =>
        new(MemoryMarshal.Read<TKey>(_portion.Key(_index)), MemoryMarshal.Read<TValue>(_portion.Value(_index)));

    /// <summary>Goes to the next element.</summary>
    /// <exception cref="Kernel.BpfException">The kernel refused to read on.</exception>
    public bool MoveNext() => MapSnapshot.MoveNext(_cursor, _portion, ref _index);

    /// <summary>Gives the memory of the batch back.</summary>
    public readonly void Dispose() => _portion.Dispose();
}
