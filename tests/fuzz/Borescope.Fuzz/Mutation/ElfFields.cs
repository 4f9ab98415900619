using System;
using System.Buffers.Binary;

namespace Borescope.Fuzz.Mutation;

/// <summary>ELF, 64 bit: its header, both header tables, and the words of the sections that are tables themselves.</summary>
internal sealed class ElfFields : IFieldMap
{
    private const int HeaderBytes = 64, SectionBytes = 64, SegmentBytes = 56;

    // Offset and width of each field.
    private static readonly (int Offset, int Width)[] Header = [(16, 2), (18, 2), (24, 8), (32, 8), (40, 8), (48, 4), (52, 2), (54, 2), (56, 2), (58, 2), (60, 2), (62, 2)];
    private static readonly (int Offset, int Width)[] Section = [(0, 4), (4, 4), (8, 8), (16, 8), (24, 8), (32, 8), (40, 4), (44, 4), (48, 8), (56, 8)];
    private static readonly (int Offset, int Width)[] Segment = [(0, 4), (4, 4), (8, 8), (16, 8), (32, 8), (40, 8)];
    private static readonly BtfFields Btf = new();

    public bool TryPick(ReadOnlySpan<byte> content, Random random, out int offset, out int width)
    {
        offset = width = 0;
        if (content.Length < HeaderBytes)
            return false;
        switch (random.Next(16))
        {
            case 0:
                (offset, width) = Header[random.Next(Header.Length)];
                return true;
            case < 3:
                return TryPickEntry(content, random, 32, 56, SegmentBytes, Segment, out offset, out width);
            case < 7:
                return TryPickEntry(content, random, 40, 60, SectionBytes, Section, out offset, out width);
            default:
                return TryPickContent(content, random, out offset, out width);
        }
    }

    private static bool TryPickEntry(
        ReadOnlySpan<byte> content, Random random, int offsetField, int countField, int size, (int Offset, int Width)[] fields, out int offset, out int width)
    {
        offset = width = 0;
        if (!TryEntry(content, random, offsetField, countField, size, out var entry))
            return false;
        (offset, width) = fields[random.Next(fields.Length)];
        offset += entry;
        return true;
    }

    private static bool TryEntry(ReadOnlySpan<byte> content, Random random, int offsetField, int countField, int size, out int entry)
    {
        entry = 0;
        var table = BinaryPrimitives.ReadUInt64LittleEndian(content[offsetField..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(content[countField..]);
        if (count == 0 || table == 0 || table + ((ulong)count * (uint)size) > (ulong)content.Length || table > int.MaxValue)
            return false;
        entry = (int)table + (random.Next(count) * size);
        return true;
    }

    private static bool TryPickContent(ReadOnlySpan<byte> content, Random random, out int offset, out int width)
    {
        offset = width = 0;
        if (!TryEntry(content, random, 40, 60, SectionBytes, out var entry))
            return false;
        var from = BinaryPrimitives.ReadUInt64LittleEndian(content[(entry + 24)..]);
        var bytes = BinaryPrimitives.ReadUInt64LittleEndian(content[(entry + 32)..]);
        if (bytes < 8 || from > (ulong)content.Length || bytes > (ulong)content.Length - from)
            return false;
        var part = content.Slice((int)from, (int)bytes);
        if (BinaryPrimitives.ReadUInt16LittleEndian(part) == BtfFields.Magic && Btf.TryPick(part, random, out offset, out width))
        {
            offset += (int)from;
            return true;
        }

        width = 1 << random.Next(4);
        offset = (int)from + (random.Next((int)bytes / width) * width);
        return true;
    }
}
