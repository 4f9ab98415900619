using System;

namespace Borescope.Symbols;

/// <summary>CRC-32 (IEEE 802.3, reflected), as <c>.gnu_debuglink</c> uses it.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xedb88320;

    internal static uint Compute(ReadOnlySpan<byte> content)
    {
        Span<uint> table = stackalloc uint[256];
        for (var index = 0u; index < 256; index++)
        {
            var value = index;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            table[(int)index] = value;
        }

        var crc = uint.MaxValue;
        foreach (var octet in content)
            crc = (crc >> 8) ^ table[(int)((crc ^ octet) & 0xff)];
        return ~crc;
    }
}
