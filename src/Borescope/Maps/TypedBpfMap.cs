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
    /// <exception cref="ArgumentException">The sizes do not agree.</exception>
    public BpfMap(BpfMap raw)
    {
        if (Unsafe.SizeOf<TKey>() != raw.KeySize || Unsafe.SizeOf<TValue>() != raw.Spec.ValueSize)
        {
            throw new ArgumentException(
                $"map {raw.Name} has keys of {raw.KeySize} and values of {raw.Spec.ValueSize} bytes, not {Unsafe.SizeOf<TKey>()} and {Unsafe.SizeOf<TValue>()}",
                nameof(raw));
        }

        Raw = raw;
    }

    /// <summary>The map behind.</summary>
    public BpfMap Raw { get; }

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

    /// <summary>Copies all elements of a map that is not per-CPU.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public IReadOnlyList<KeyValuePair<TKey, TValue>> ToList()
    {
        using var snapshot = Raw.Read();
        var list = new List<KeyValuePair<TKey, TValue>>(snapshot.Count);
        for (var index = 0; index < snapshot.Count; index++)
            list.Add(new(MemoryMarshal.Read<TKey>(snapshot.Key(index)), MemoryMarshal.Read<TValue>(snapshot.Value(index))));
        return list;
    }

    private static ReadOnlySpan<byte> Bytes(ref readonly TKey key) => MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key));
}
