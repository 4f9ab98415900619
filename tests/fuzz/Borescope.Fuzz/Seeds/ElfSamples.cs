using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Borescope.Fuzz.Seeds;

/// <summary>Tiny ELF files, and C programs for larger ones.</summary>
internal static class ElfSamples
{
    /// <summary>A library with functions, versions and static markers in the notes of its own.</summary>
    internal const string Library = """
        int counter = 1;
        static int hidden(int a) { return a * counter; }
        int visible(int a) { return hidden(a) + 1; }
        int weak_one(void) __attribute__((weak, alias("other")));
        int other(void) { return visible(3); }
        __asm__(
            ".text\n.globl marked\nmarked: nop\nmark: nop\nret\n.type marked, @function\n.size marked, .-marked\n"
            ".section .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n.weak _.stapsdt.base\n_.stapsdt.base: .space 1\n"
            ".pushsection .note.stapsdt,\"\",\"note\"\n.balign 4\n.4byte 992f-991f, 994f-993f, 3\n991: .asciz \"stapsdt\"\n992: .balign 4\n"
            "993: .8byte mark\n.8byte _.stapsdt.base\n.8byte 0\n.asciz \"provider\"\n.asciz \"name\"\n.asciz \"-4@%edi 8@16(%rbp) 4@$7 -8@counter(%rip)\"\n994: .balign 4\n.popsection\n"
            ".section .gnu_debuglink,\"\",@progbits\n.asciz \"seed.debug\"\n.balign 4\n.4byte 0x12345678\n.text\n");
        """;

    /// <summary>A header alone, one with a loaded segment, one with a section table.</summary>
    internal static IEnumerable<byte[]> Tiny()
    {
        yield return File(0, 0);
        yield return File(2, 0);
        yield return File(1, 3);
    }

    private static byte[] File(ushort segments, ushort sections)
    {
        const int Header = 64, Segment = 56, Section = 64;
        var bytes = new byte[Header + (segments * Segment) + (sections * Section) + 64];
        "\x7f"u8.CopyTo(bytes);
        "ELF\x02\x01\x01"u8.CopyTo(bytes.AsSpan(1));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), 3);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), 62);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), segments == 0 ? 0 : Header);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), sections == 0 ? 0 : Header + (segments * Segment));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(54), Segment);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(56), segments);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(58), Section);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(60), sections);
        for (var index = 0; index < segments; index++)
        {
            var entry = bytes.AsSpan(Header + (index * Segment), Segment);
            BinaryPrimitives.WriteInt32LittleEndian(entry, index == 0 ? 1 : 4);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], 5);
            BinaryPrimitives.WriteInt64LittleEndian(entry[32..], bytes.Length);
            BinaryPrimitives.WriteInt64LittleEndian(entry[40..], bytes.Length);
        }

        for (var index = 1; index < sections; index++)
        {
            var entry = bytes.AsSpan(Header + (segments * Segment) + (index * Section), Section);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], index == 1 ? 2 : 3);
            BinaryPrimitives.WriteInt64LittleEndian(entry[24..], bytes.Length - 64);
            BinaryPrimitives.WriteInt64LittleEndian(entry[32..], 48);
            BinaryPrimitives.WriteInt32LittleEndian(entry[40..], 2);
        }

        return bytes;
    }
}
