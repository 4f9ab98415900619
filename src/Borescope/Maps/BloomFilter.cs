using System;
using System.Runtime.InteropServices;
using Borescope.Kernel;

namespace Borescope.Maps;

/// <summary>A set that may take something for its element that is none, but never the other way round (5.16). Elements cannot be removed or listed.</summary>
/// <typeparam name="T">Element; padding must be zeroed, since the kernel hashes bytes.</typeparam>
public readonly struct BloomFilter<T>
    where T : unmanaged
{
    /// <summary>Wraps a map.</summary>
    /// <exception cref="BpfException">It is no bloom filter.</exception>
    /// <exception cref="LayoutMismatchException">Sizes or declared layouts do not agree.</exception>
    public BloomFilter(BpfMap raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        raw.Require("a bloom filter", BpfMapType.BloomFilter);
        LayoutCheck.Value<T>(raw);
        Raw = raw;
    }

    /// <summary>The map behind.</summary>
    public BpfMap Raw { get; }

    /// <summary>Adds an element.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Add(T value) => Raw.Update(default, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>Whether an element may have been added: false is certain, true is not.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool MayContain(T value) => Raw.TryLookup(default, MemoryMarshal.AsBytes(new Span<T>(ref value)));
}
