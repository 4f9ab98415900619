using System;
using System.Runtime.CompilerServices;
using Borescope.Kernel;

namespace Borescope.Maps;

/// <summary>A map that finds the longest prefix of an address, such as a routing table (4.11).</summary>
/// <typeparam name="TAddress">The address as bytes, the first one the most significant (network order).</typeparam>
/// <typeparam name="TValue">Value.</typeparam>
public readonly struct PrefixTrie<TAddress, TValue>
    where TAddress : unmanaged
    where TValue : unmanaged
{
    private readonly BpfMap<PrefixKey<TAddress>, TValue> _map;

    /// <summary>Wraps a map.</summary>
    /// <exception cref="BpfException">It is no trie.</exception>
    /// <exception cref="LayoutMismatchException">The sizes do not agree: a key is 4 bytes longer than an address.</exception>
    public PrefixTrie(BpfMap raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        raw.Require("a longest-prefix trie", BpfMapType.LongestPrefixTrie);
        _map = new BpfMap<PrefixKey<TAddress>, TValue>(raw);
    }

    /// <summary>The map behind.</summary>
    public BpfMap Raw => _map.Raw;

    private static int AddressBits => Unsafe.SizeOf<TAddress>() * 8;

    /// <summary>Sets the value of a prefix.</summary>
    /// <param name="address">The address.</param>
    /// <param name="length">Bits of it that count, from the first byte's most significant bit on.</param>
    /// <param name="value">Value.</param>
    /// <exception cref="BpfException">The kernel refused, for example because the map is full.</exception>
    public void Set(TAddress address, int length, TValue value) => _map.Set(new PrefixKey<TAddress>(length, address), value);

    /// <summary>The value of the longest prefix that an address has.</summary>
    /// <returns>False when no prefix matches.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGet(TAddress address, out TValue value) => _map.TryGet(new PrefixKey<TAddress>(AddressBits, address), out value);

    /// <summary>Removes a prefix.</summary>
    /// <returns>False when there is no such prefix.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Remove(TAddress address, int length) => _map.Remove(new PrefixKey<TAddress>(length, address));

    /// <summary>Walks the prefixes.</summary>
    public MapEnumerator<PrefixKey<TAddress>, TValue> GetEnumerator() => _map.GetEnumerator();
}
