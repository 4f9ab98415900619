using System;
using System.Buffers.Binary;

namespace Borescope.Elf;

/// <summary>Numbers out of bytes whose bounds the caller has checked.</summary>
internal static class ElfWords
{
    internal static ushort Half(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    internal static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    internal static ulong Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    internal static ulong Address(ReadOnlySpan<byte> bytes, int at, bool wide) => wide ? Long(bytes, at) : Word(bytes, at);

    /// <summary>The part of <paramref name="bytes"/> that a file claims, empty when it lies outside.</summary>
    internal static bool TrySlice(ReadOnlySpan<byte> bytes, ulong offset, ulong length, out ReadOnlySpan<byte> part)
    {
        var fits = offset <= (ulong)bytes.Length && length <= (ulong)bytes.Length - offset;
        part = fits ? bytes.Slice((int)offset, (int)length) : default;
        return fits;
    }

    /// <summary>The zero-terminated text at an offset; empty when it is out of range, unterminated or longer than the limit.</summary>
    internal static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> strings, ulong offset)
    {
        if (offset >= (ulong)strings.Length)
            return default;
        var rest = strings[(int)offset..];
        if (rest.Length > ElfLimits.MaxNameBytes)
            rest = rest[..ElfLimits.MaxNameBytes];
        var end = rest.IndexOf((byte)0);
        return end < 0 ? default : rest[..end];
    }
}
