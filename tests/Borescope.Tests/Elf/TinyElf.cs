using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Borescope.Tests.Elf;

/// <summary>The smallest shared library for x86-64 that has code, functions and static markers; addresses in it are offsets in the file.</summary>
internal static class TinyElf
{
    private const int HeaderBytes = 64, SegmentBytes = 56, SectionBytes = 64, SymbolBytes = 24, FunctionBytes = 4;

    /// <summary>Where the code lies; each function has four bytes of it.</summary>
    internal const int CodeOffset = 0x1000;

    private static ReadOnlySpan<byte> SectionNames => "\0.symtab\0.strtab\0.note.stapsdt\0"u8;

    /// <summary>The file.</summary>
    /// <param name="functions">Names of functions, one behind the other.</param>
    /// <param name="code">The code; none for as much as the functions need.</param>
    /// <param name="notes">Content of <c>.note.stapsdt</c>.</param>
    internal static byte[] Build(IReadOnlyList<string> functions, byte[]? code = null, byte[]? notes = null)
    {
        code ??= new byte[Math.Max(64, functions.Count * FunctionBytes)];
        using var symbols = new MemoryStream();
        using var strings = new MemoryStream();
        symbols.Write(new byte[SymbolBytes]);
        strings.WriteByte(0);
        for (int index = 0; index < functions.Count; index++)
        {
            // A global function of section 1.
            byte[] symbol = new byte[SymbolBytes];
            BinaryPrimitives.WriteUInt32LittleEndian(symbol, (uint)strings.Length);
            symbol[4] = 0x12;
            symbol[6] = 1;
            BinaryPrimitives.WriteUInt64LittleEndian(symbol.AsSpan(8), (ulong)(CodeOffset + (index * FunctionBytes)));
            BinaryPrimitives.WriteUInt64LittleEndian(symbol.AsSpan(16), FunctionBytes);
            symbols.Write(symbol);
            strings.Write(Encoding.ASCII.GetBytes(functions[index] + "\0"));
        }

        int names = CodeOffset + code.Length;
        int symbolsAt = names + SectionNames.Length, stringsAt = symbolsAt + (int)symbols.Length, notesAt = stringsAt + (int)strings.Length;
        int sections = notesAt + (notes?.Length ?? 0);
        byte[] file = new byte[sections + (5 * SectionBytes)];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(file);
        Half(16, 3);
        Half(18, 62);
        Long(32, HeaderBytes);
        Long(40, (ulong)sections);
        Half(54, SegmentBytes);
        Half(56, 1);
        Half(58, SectionBytes);
        Half(60, 5);
        Half(62, 4);
        // A loaded segment that may be executed, over the whole file.
        Word(HeaderBytes, 1);
        Word(HeaderBytes + 4, 5);
        Long(HeaderBytes + 32, (ulong)file.Length);
        Long(HeaderBytes + 40, (ulong)file.Length);
        code.CopyTo(file, CodeOffset);
        SectionNames.CopyTo(file.AsSpan(names));
        symbols.ToArray().CopyTo(file, symbolsAt);
        strings.ToArray().CopyTo(file, stringsAt);
        notes?.CopyTo(file, notesAt);
        Section(1, name: 1, type: 2, symbolsAt, (int)symbols.Length, link: 2);
        Section(2, name: 9, type: 3, stringsAt, (int)strings.Length);
        Section(3, name: 17, type: 7, notesAt, notes?.Length ?? 0);
        Section(4, name: 9, type: 3, names, SectionNames.Length);
        return file;

        void Half(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);
        void Word(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
        void Long(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);

        void Section(int index, uint name, uint type, int offset, int length, uint link = 0)
        {
            int at = sections + (index * SectionBytes);
            Word(at, name);
            Word(at + 4, type);
            Long(at + 24, (ulong)offset);
            Long(at + 32, (ulong)length);
            Word(at + 40, link);
        }
    }

    /// <summary>The note of a static marker at the start of the code.</summary>
    internal static byte[] Marker(string provider, string name, string arguments)
    {
        byte[] text = Encoding.ASCII.GetBytes($"{provider}\0{name}\0{arguments}\0");
        byte[] note = new byte[(12 + 8 + 24 + text.Length + 3) & ~3];
        BinaryPrimitives.WriteInt32LittleEndian(note, 8);
        BinaryPrimitives.WriteInt32LittleEndian(note.AsSpan(4), 24 + text.Length);
        BinaryPrimitives.WriteInt32LittleEndian(note.AsSpan(8), 3);
        "stapsdt\0"u8.CopyTo(note.AsSpan(12));
        BinaryPrimitives.WriteUInt64LittleEndian(note.AsSpan(20), CodeOffset);
        text.CopyTo(note, 44);
        return note;
    }
}
