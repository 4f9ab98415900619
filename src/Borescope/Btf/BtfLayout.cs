using System;
using System.Buffers.Binary;

namespace Borescope.Btf;

/// <summary>Sizes of the records of each kind.</summary>
internal static class BtfLayout
{
    internal const ushort Magic = 0xEB9F;
    internal const int HeaderBytes = 24;
    internal const int TypeBytes = 12;
    internal const int KnownKinds = 20;

    // Bytes after the common 12, fixed part and per element, indexed by kind.
    private static ReadOnlySpan<byte> Fixed => [0, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0];

    private static ReadOnlySpan<byte> PerElement => [0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 12];

    /// <summary>Bytes that follow the common part, or -1 for an unknown kind.</summary>
    /// <param name="kind">Kind number.</param>
    /// <param name="count">Element count (vlen).</param>
    /// <param name="layoutSection">The file's own layout section, 4 bytes per kind: fixed size, element size, flags.</param>
    internal static long TrailingBytes(int kind, int count, ReadOnlySpan<byte> layoutSection)
    {
        // A function's count is its linkage, not a number of elements.
        if (kind < KnownKinds)
            return Fixed[kind] + ((long)PerElement[kind] * count);
        var row = kind * 4;
        return row + 4 <= layoutSection.Length ? layoutSection[row] + ((long)layoutSection[row + 1] * count) : -1;
    }

    internal static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}
