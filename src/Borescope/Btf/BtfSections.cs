using System;
using System.Buffers.Binary;

namespace Borescope.Btf;

/// <summary>Where the sections of a BTF blob lie, checked against its length.</summary>
internal readonly record struct BtfSections(int TypeStart, int TypeLength, int StringStart, int StringLength, int LayoutStart, int LayoutLength)
{
    private const int HeaderWithLayoutBytes = 32;

    internal static bool TryRead(ReadOnlySpan<byte> bytes, out BtfSections sections, out string? diagnostic)
    {
        sections = default;
        diagnostic = null;
        if (bytes.Length is < BtfLayout.HeaderBytes or > BtfLimits.MaxBytes)
            return Fail($"{bytes.Length} bytes are not a BTF blob", out diagnostic);
        var magic = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        if (magic == BinaryPrimitives.ReverseEndianness(BtfLayout.Magic))
            return Fail("the blob has the other byte order", out diagnostic);
        if (magic != BtfLayout.Magic)
            return Fail($"wrong magic 0x{magic:x4}", out diagnostic);
        var header = BtfLayout.Word(bytes, 4);
        if (header < BtfLayout.HeaderBytes || header > (uint)bytes.Length)
            return Fail($"impossible header length {header}", out diagnostic);
        if (!TryPlace(bytes, bytes.Length, header, 8, out var typeStart, out var typeLength))
            return Fail("the type section lies outside the blob", out diagnostic);
        if (!TryPlace(bytes, bytes.Length, header, 16, out var stringStart, out var stringLength))
            return Fail("the string section lies outside the blob", out diagnostic);
        if (typeStart % 4 != 0)
            return Fail("the type section is not aligned", out diagnostic);
        var layoutStart = 0;
        var layoutLength = 0;
        if (header >= HeaderWithLayoutBytes && !TryPlace(bytes, bytes.Length, header, 24, out layoutStart, out layoutLength))
            return Fail("the layout section lies outside the blob", out diagnostic);
        sections = new BtfSections(typeStart, typeLength, stringStart, stringLength, layoutStart, layoutLength);
        return true;
    }

    /// <summary>Where the strings of a file lie whose first bytes are given.</summary>
    internal static bool TryReadStrings(ReadOnlySpan<byte> header, long total, out int start, out int length)
    {
        (start, length) = (0, 0);
        return BinaryPrimitives.ReadUInt16LittleEndian(header) == BtfLayout.Magic && TryPlace(header, Math.Min(total, BtfLimits.MaxBytes), BtfLayout.Word(header, 4), 16, out start, out length);
    }

    private static bool TryPlace(ReadOnlySpan<byte> bytes, long total, uint header, int field, out int start, out int length)
    {
        var from = (ulong)header + BtfLayout.Word(bytes, field);
        var size = (ulong)BtfLayout.Word(bytes, field + 4);
        var fits = from + size <= (ulong)total;
        start = fits ? (int)from : 0;
        length = fits ? (int)size : 0;
        return fits;
    }

    private static bool Fail(string text, out string? diagnostic)
    {
        diagnostic = text;
        return false;
    }
}
