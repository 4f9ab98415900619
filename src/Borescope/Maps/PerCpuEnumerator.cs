using System;
using System.Runtime.InteropServices;

namespace Borescope.Maps;

/// <summary>Walks the elements of a per-CPU map, read in batches as the walk proceeds.</summary>
/// <typeparam name="TKey">Key.</typeparam>
/// <typeparam name="TValue">Value of one CPU.</typeparam>
public ref struct PerCpuEnumerator<TKey, TValue> : IDisposable
    where TKey : unmanaged
    where TValue : unmanaged
{
    private readonly MapCursor _cursor;
    private readonly MapSnapshot _portion;
    private readonly TValue[] _values;
    private readonly int _stride;
    private int _index;

    internal PerCpuEnumerator(BpfMap map)
    {
        _cursor = new MapCursor(map, delete: false, grow: false);
        _portion = new MapSnapshot(map.KeySize, map.ValueBytes, 1);
        _values = new TValue[map.CpuCount];
        _stride = map.CpuStride;
        _index = -1;
    }

    /// <summary>The element at the current position; its values are valid until the next one.</summary>
    public readonly PerCpuElement<TKey, TValue> Current
    {
        get
        {
            PerCpuMap<TKey, TValue>.Unpack(_portion.Value(_index), _stride, _values);
            return new PerCpuElement<TKey, TValue>(MemoryMarshal.Read<TKey>(_portion.Key(_index)), new PerCpu<TValue>(_values));
        }
    }

    /// <summary>Goes to the next element.</summary>
    /// <exception cref="Kernel.BpfException">The kernel refused to read on.</exception>
    public bool MoveNext() => MapSnapshot.MoveNext(_cursor, _portion, ref _index);

    /// <summary>Gives the memory of the batch back.</summary>
    public readonly void Dispose() => _portion.Dispose();
}
