using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Borescope.Kernel;

namespace Borescope.Maps;

/// <summary>A map accessed by typed keys and values. Keys with padding must be zeroed, since the kernel compares bytes.</summary>
/// <typeparam name="TKey">Key; its size must be the map's.</typeparam>
/// <typeparam name="TValue">Value of one CPU; its size must be the map's.</typeparam>
public readonly struct BpfMap<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    /// <summary>Wraps a map.</summary>
    /// <exception cref="LayoutMismatchException">The sizes do not agree, or types that declare their layout (<see cref="IBpfLayout"/>) differ from the map's.</exception>
    public BpfMap(BpfMap raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        LayoutCheck.Key<TKey>(raw);
        LayoutCheck.Value<TValue>(raw);
        Raw = raw;
    }

    /// <summary>The map behind.</summary>
    public BpfMap Raw { get; }

    /// <summary>An element of a map that is not per-CPU.</summary>
    /// <param name="key">Key.</param>
    /// <exception cref="KeyNotFoundException">There is no such element.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public TValue this[TKey key]
    {
        get => TryGet(key, out var value) ? value : throw new KeyNotFoundException($"map {Raw.Name} has no element {key}");
        set => Set(key, value);
    }

    /// <summary>Reads an element of a map that is not per-CPU.</summary>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGet(TKey key, out TValue value)
    {
        Unsafe.SkipInit(out value);
        return Raw.TryLookup(Bytes(in key), MemoryMarshal.AsBytes(new Span<TValue>(ref value)));
    }

    /// <summary>Reads the values of all CPUs.</summary>
    /// <param name="key">Key.</param>
    /// <param name="values">At least as many as <see cref="BpfMap.CpuCount"/>.</param>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGetPerCpu(TKey key, Span<TValue> values)
    {
        Span<byte> buffer = Raw.ValueBytes <= 1024 ? stackalloc byte[Raw.ValueBytes] : new byte[Raw.ValueBytes];
        if (!Raw.TryLookup(Bytes(in key), buffer))
            return false;
        for (var cpu = 0; cpu < Raw.CpuCount; cpu++)
            values[cpu] = MemoryMarshal.Read<TValue>(buffer[(cpu * Raw.CpuStride)..]);
        return true;
    }

    /// <summary>Writes an element; in a per-CPU map every CPU gets the value.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Set(TKey key, TValue value, MapUpdateMode mode = MapUpdateMode.Any)
    {
        Span<byte> buffer = Raw.ValueBytes <= 1024 ? stackalloc byte[Raw.ValueBytes] : new byte[Raw.ValueBytes];
        buffer.Clear();
        for (var cpu = 0; cpu < Raw.CpuCount; cpu++)
            MemoryMarshal.Write(buffer[(cpu * Raw.CpuStride)..], in value);
        Raw.Update(Bytes(in key), buffer, mode);
    }

    /// <summary>Deletes an element.</summary>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Remove(TKey key) => Raw.Delete(Bytes(in key));

    /// <summary>Reads an element and removes it, in one step (5.14).</summary>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryTake(TKey key, out TValue value)
    {
        Unsafe.SkipInit(out value);
        return Raw.TryTake(Bytes(in key), MemoryMarshal.AsBytes(new Span<TValue>(ref value)));
    }

    /// <summary>Writes many elements of a map that is not per-CPU, by one system call where the kernel can (5.6).</summary>
    /// <param name="keys">Keys.</param>
    /// <param name="values">As many values.</param>
    /// <param name="mode">Which elements it may touch.</param>
    /// <exception cref="BpfException">The kernel refused one; those before it are written.</exception>
    public void Set(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values, MapUpdateMode mode = MapUpdateMode.Any) =>
        Raw.UpdateBatch(MemoryMarshal.AsBytes(keys), MemoryMarshal.AsBytes(values), mode);

    /// <summary>Deletes many elements, by one system call where the kernel can (5.6).</summary>
    /// <returns>How many of them were there.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public int Remove(ReadOnlySpan<TKey> keys) => Raw.DeleteBatch(MemoryMarshal.AsBytes(keys));

    /// <summary>Walks the elements of a map that is not per-CPU; those of one use <see cref="PerCpuMap{TKey, TValue}"/>.</summary>
    public MapEnumerator<TKey, TValue> GetEnumerator() => new(Raw);

    /// <summary>Copies all elements of a map that is not per-CPU.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public IReadOnlyList<KeyValuePair<TKey, TValue>> ToList()
    {
        var list = new List<KeyValuePair<TKey, TValue>>();
        foreach (var element in this)
            list.Add(element);
        return list;
    }

    private static ReadOnlySpan<byte> Bytes(ref readonly TKey key) => MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key));
}
