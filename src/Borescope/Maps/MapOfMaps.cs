using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Borescope.Kernel;

namespace Borescope.Maps;

/// <summary>A hash or array whose values are maps (4.12).</summary>
/// <typeparam name="TKey">Key; <see cref="uint"/> for arrays.</typeparam>
public readonly struct MapOfMaps<TKey>
    where TKey : unmanaged
{
    /// <summary>Wraps a map.</summary>
    /// <exception cref="BpfException">It is no map of maps.</exception>
    /// <exception cref="LayoutMismatchException">The size of the key does not agree.</exception>
    public MapOfMaps(BpfMap raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        raw.Require("a map of maps", BpfMapType.ArrayOfMaps, BpfMapType.HashOfMaps);
        LayoutCheck.Key<TKey>(raw);
        Raw = raw;
    }

    /// <summary>The map behind.</summary>
    public BpfMap Raw { get; }

    /// <summary>Puts a map in; programs that run see the old or the new one.</summary>
    /// <param name="key">Key.</param>
    /// <param name="inner">A map of the shape that the outer one was created for; it stays with its owner.</param>
    /// <exception cref="BpfException">The shape is another one, or the kernel refused.</exception>
    public void Set(TKey key, BpfMap inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        var descriptor = inner.Descriptor;
        var error = Raw.TryUpdate(Bytes(in key), MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in descriptor)));
        if (error != Errno.None)
        {
            throw new BpfException(
                error, KernelOperation.MapUpdate, Raw.Name,
                error == Errno.EINVAL ? $"map {inner.Name} differs in type, sizes, flags or number of entries from the one that {Raw.Name} was created with" : null);
        }
    }

    /// <summary>Number of the map at a key, null when there is none.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public uint? FindId(TKey key)
    {
        var id = 0u;
        return Raw.TryLookup(Bytes(in key), MemoryMarshal.AsBytes(new Span<uint>(ref id))) ? id : null;
    }

    /// <summary>Opens the map at a key. Needs CAP_SYS_ADMIN.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfMap Open(TKey key) => FindId(key) is { } id
        ? BpfMap.OpenById(id, Raw.Calls) : throw new KeyNotFoundException($"map {Raw.Name} has no map at {key}");

    /// <summary>Takes a map out.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Remove(TKey key) => Raw.Delete(Bytes(in key));

    private static ReadOnlySpan<byte> Bytes(ref readonly TKey key) => MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key));
}
