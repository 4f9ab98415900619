using System.Runtime.InteropServices;

namespace Borescope.Maps;

/// <summary>Key of a longest-prefix trie: the kernel's <c>struct bpf_lpm_trie_key</c>.</summary>
/// <typeparam name="T">The address, its first byte the most significant (network order).</typeparam>
/// <param name="length">Bits of the address that count.</param>
/// <param name="address">The address.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly struct PrefixKey<T>(int length, T address)
    where T : unmanaged
{
    private readonly uint _length = (uint)length;

    /// <summary>The address; bits beyond the length do not count.</summary>
    public readonly T Address = address;

    /// <summary>Bits of the address that count.</summary>
    public int Length => (int)_length;

    /// <inheritdoc/>
    public override string ToString() => $"{Address}/{_length}";
}
