using System;
using System.Buffers.Binary;

namespace Borescope.Fuzz.Mutation;

/// <summary>ELF with debug information: mostly bytes of the sections that are not loaded, where that is.</summary>
internal sealed class DwarfFields : IFieldMap
{
    private const int HeaderBytes = 64, SectionBytes = 64, Tries = 8;
    private const uint ProgramBits = 1;

    private static readonly ElfFields Elf = new();

    public bool TryPick(ReadOnlySpan<byte> content, Random random, out int offset, out int width)
    {
        offset = width = 0;
        if (content.Length < HeaderBytes || random.Next(16) == 0)
            return Elf.TryPick(content, random, out offset, out width);
        var table = BinaryPrimitives.ReadUInt64LittleEndian(content[40..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(content[60..]);
        if (count == 0 || table > (ulong)content.Length || (ulong)count * SectionBytes > (ulong)content.Length - table)
            return false;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var section = content[((int)table + (random.Next(count) * SectionBytes))..];
            var from = BinaryPrimitives.ReadUInt64LittleEndian(section[24..]);
            var bytes = BinaryPrimitives.ReadUInt64LittleEndian(section[32..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) != ProgramBits || (BinaryPrimitives.ReadUInt64LittleEndian(section[8..]) & 2) != 0
                || bytes == 0 || from > (ulong)content.Length || bytes > (ulong)content.Length - from)
            {
                continue;
            }

            // Most numbers take one byte, wherever they stand.
            width = Math.Min(random.Next(4) == 0 ? 4 : 1, (int)bytes);
            width = width == 4 ? 4 : 1;
            offset = (int)from + random.Next((int)bytes - width + 1);
            return true;
        }

        return Elf.TryPick(content, random, out offset, out width);
    }
}
