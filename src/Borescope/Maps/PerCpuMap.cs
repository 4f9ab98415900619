using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Borescope.Kernel;

namespace Borescope.Maps;

/// <summary>A map in which every CPU has a value of its own for each key.</summary>
/// <typeparam name="TKey">Key; keys with padding must be zeroed, since the kernel compares bytes.</typeparam>
/// <typeparam name="TValue">Value of one CPU.</typeparam>
public readonly struct PerCpuMap<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    /// <summary>Wraps a map.</summary>
    /// <exception cref="BpfException">It is no per-CPU hash or array.</exception>
    /// <exception cref="LayoutMismatchException">Sizes or declared layouts do not agree.</exception>
    public PerCpuMap(BpfMap raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        raw.Require("a per-CPU hash or array", BpfMapType.PerCpuHash, BpfMapType.PerCpuArray, BpfMapType.LruPerCpuHash);
        LayoutCheck.Key<TKey>(raw);
        LayoutCheck.Value<TValue>(raw);
        Raw = raw;
    }

    /// <summary>The map behind.</summary>
    public BpfMap Raw { get; }

    /// <summary>Number of possible CPUs, which is the number of values per key.</summary>
    public int CpuCount => Raw.CpuCount;

    /// <summary>The values of a key, in memory of their own.</summary>
    /// <exception cref="KeyNotFoundException">There is no such element.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public PerCpu<TValue> this[TKey key] =>
        TryGet(key, out var values) ? values : throw new KeyNotFoundException($"map {Raw.Name} has no element {key}");

    /// <summary>Reads the values of a key into memory of their own.</summary>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGet(TKey key, out PerCpu<TValue> values) => TryGet(key, new TValue[CpuCount], out values);

    /// <summary>Reads the values of a key.</summary>
    /// <param name="key">Key.</param>
    /// <param name="room">At least <see cref="CpuCount"/> values, where they are put.</param>
    /// <param name="values">The values, in <paramref name="room"/>.</param>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGet(TKey key, Span<TValue> room, out PerCpu<TValue> values)
    {
        room = room[..CpuCount];
        values = new PerCpu<TValue>(room);
        if (Raw.CpuStride == Unsafe.SizeOf<TValue>())
            return Raw.TryLookup(Bytes(in key), MemoryMarshal.AsBytes(room));
        Span<byte> buffer = Raw.ValueBytes <= 1024 ? stackalloc byte[Raw.ValueBytes] : new byte[Raw.ValueBytes];
        if (!Raw.TryLookup(Bytes(in key), buffer))
            return false;
        Unpack(buffer, Raw.CpuStride, room);
        return true;
    }

    /// <summary>Gives every CPU the same value.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Set(TKey key, TValue value, MapUpdateMode mode = MapUpdateMode.Any)
    {
        var values = CpuCount * Unsafe.SizeOf<TValue>() <= 1024 ? stackalloc TValue[CpuCount] : new TValue[CpuCount];
        values.Fill(value);
        Set(key, values, mode);
    }

    /// <summary>Gives each CPU a value of its own.</summary>
    /// <param name="key">Key.</param>
    /// <param name="values">Exactly <see cref="CpuCount"/> values.</param>
    /// <param name="mode">Which elements it may touch.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Set(TKey key, ReadOnlySpan<TValue> values, MapUpdateMode mode = MapUpdateMode.Any)
    {
        if (values.Length != CpuCount)
            throw new ArgumentException($"map {Raw.Name} has a value for each of {CpuCount} CPUs, not {values.Length}", nameof(values));
        Span<byte> buffer = Raw.ValueBytes <= 1024 ? stackalloc byte[Raw.ValueBytes] : new byte[Raw.ValueBytes];
        buffer.Clear();
        for (var cpu = 0; cpu < values.Length; cpu++)
            MemoryMarshal.Write(buffer[(cpu * Raw.CpuStride)..], in values[cpu]);
        Raw.Update(Bytes(in key), buffer, mode);
    }

    /// <summary>Deletes an element with the values of all CPUs.</summary>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused; elements of arrays cannot be deleted.</exception>
    public bool Remove(TKey key) => Raw.Delete(Bytes(in key));

    /// <summary>Walks the elements.</summary>
    public PerCpuEnumerator<TKey, TValue> GetEnumerator() => new(Raw);

    internal static void Unpack(ReadOnlySpan<byte> from, int stride, Span<TValue> to)
    {
        for (var cpu = 0; cpu < to.Length; cpu++)
            to[cpu] = MemoryMarshal.Read<TValue>(from[(cpu * stride)..]);
    }

    private static ReadOnlySpan<byte> Bytes(ref readonly TKey key) => MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key));
}
