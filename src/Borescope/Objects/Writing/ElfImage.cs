using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Borescope.Elf;

namespace Borescope.Objects.Writing;

/// <summary>A relocatable ELF file for BPF while it is put together: sections, symbols, relocations (64 bit, little-endian).</summary>
internal sealed class ElfImage
{
    private const int HeaderBytes = 64;
    private const int SectionBytes = 64;
    private const int SymbolBytes = 24;
    private const int RelocationBytes = 16;
    private const ushort Relocatable = 1;
    private const ushort MachineBpf = 247;
    private const uint ProgramBits = 1;
    private const int MostSections = 0xff00; // SHN_LORESERVE

    private readonly List<Section> _sections = [];
    private readonly List<Symbol> _symbols = [];

    internal const uint FlagWrite = 1;
    internal const uint FlagAllocate = 2;
    internal const uint FlagExecute = 4;
    /// <summary>Relocation of a pointer among data (R_BPF_64_ABS64).</summary>
    internal const uint DataAddress = 2;

    internal const byte KindNone = 0;
    internal const byte KindObject = 1;
    internal const byte KindFunction = 2;
    internal const byte KindSection = 3;

    /// <summary>A section of the file.</summary>
    internal sealed class Section(string name, uint flags, byte[] content)
    {
        private Symbol? _start;

        internal string Name { get; } = name;

        /// <summary>Whether the file holds none of its bytes, which are all zero.</summary>
        internal bool HasNoBytes { get; init; }

        /// <summary>The symbol of the section itself.</summary>
        internal Symbol Start(ElfImage image) => _start ??= image.Name("", KindSection, SymbolBinding.Local, this, 0, 0);

        internal uint Flags { get; } = flags;

        internal byte[] Content { get; set; } = content;

        internal List<(int Offset, Symbol Symbol, uint Type)> Relocations { get; } = [];

        internal int Number { get; set; }
    }

    /// <summary>A name for a place in a section.</summary>
    internal sealed record Symbol(string Name, byte Kind, SymbolBinding Binding, Section? Section, int Value, int Size)
    {
        internal int Number { get; set; }
    }

    /// <summary>Who sees a symbol; the numbers are those of the format.</summary>
    internal enum SymbolBinding
    {
        Local,
        Global,
        Weak,
    }

    internal Section Add(string name, uint flags, byte[] content, bool hasNoBytes = false)
    {
        var section = new Section(name, flags, content) { HasNoBytes = hasNoBytes };
        _sections.Add(section);
        return section;
    }

    /// <param name="name">Name; empty for a section's own symbol.</param>
    /// <param name="kind">What it names.</param>
    /// <param name="binding">Who sees it.</param>
    /// <param name="section">Where it is, null when another file or the kernel has it.</param>
    /// <param name="value">Bytes from the start of the section.</param>
    /// <param name="size">Bytes.</param>
    internal Symbol Name(string name, byte kind, SymbolBinding binding, Section? section, int value, int size)
    {
        var symbol = new Symbol(name, kind, binding, section, value, size);
        _symbols.Add(symbol);
        return symbol;
    }

    internal byte[] ToBytes()
    {
        var names = new Strings();
        var strings = new Strings();
        for (var index = 0; index < _sections.Count; index++)
            _sections[index].Number = index + 1;

        // Local symbols stand in front of global ones.
        var ordered = _symbols.FindAll(static symbol => symbol.Binding == SymbolBinding.Local);
        var locals = ordered.Count + 1;
        ordered.AddRange(_symbols.FindAll(static symbol => symbol.Binding != SymbolBinding.Local));
        var table = new byte[(ordered.Count + 1) * SymbolBytes];
        for (var index = 0; index < ordered.Count; index++)
        {
            var symbol = ordered[index];
            symbol.Number = index + 1;
            var record = table.AsSpan((index + 1) * SymbolBytes);
            BinaryPrimitives.WriteInt32LittleEndian(record, strings.Add(symbol.Name));
            record[4] = (byte)(((int)symbol.Binding << 4) | symbol.Kind);
            BinaryPrimitives.WriteUInt16LittleEndian(record[6..], (ushort)(symbol.Section?.Number ?? 0));
            BinaryPrimitives.WriteInt64LittleEndian(record[8..], symbol.Value);
            BinaryPrimitives.WriteInt64LittleEndian(record[16..], symbol.Size);
        }

        var rows = new List<(string Name, uint Type, uint Flags, byte[] Content, int Link, int Extra, int EntrySize)>();
        foreach (var section in _sections)
            rows.Add((section.Name, section.HasNoBytes ? ElfConstants.SectionNoBits : ProgramBits, section.Flags, section.Content, 0, 0, 0));
        var symbolTable = _sections.Count + 1;
        rows.Add((".symtab", ElfConstants.SectionSymbols, 0, table, symbolTable + 1, locals, SymbolBytes));
        rows.Add((".strtab", ElfConstants.SectionStrings, 0, strings.ToBytes(), 0, 0, 0));
        foreach (var section in _sections)
        {
            if (section.Relocations.Count > 0)
                rows.Add((".rel" + section.Name, ElfConstants.SectionRelocations, 0, Relocations(section), symbolTable, section.Number, RelocationBytes));
        }

        foreach (var row in rows)
            names.Add(row.Name);
        names.Add(".shstrtab");
        rows.Add((".shstrtab", ElfConstants.SectionStrings, 0, names.ToBytes(), 0, 0, 0));
        return rows.Count < MostSections ? Write(rows, names) : throw new ObjectWriteException($"it would have {rows.Count} sections, more than the format numbers");
    }

    private static byte[] Relocations(Section section)
    {
        var bytes = new byte[section.Relocations.Count * RelocationBytes];
        for (var index = 0; index < section.Relocations.Count; index++)
        {
            var (offset, symbol, type) = section.Relocations[index];
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(index * RelocationBytes), offset);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((index * RelocationBytes) + 8), ((ulong)symbol.Number << 32) | type);
        }

        return bytes;
    }

    private static byte[] Write(List<(string Name, uint Type, uint Flags, byte[] Content, int Link, int Extra, int EntrySize)> rows, Strings names)
    {
        using var file = new MemoryStream();
        file.Write(new byte[HeaderBytes]);
        var headers = new byte[(rows.Count + 1) * SectionBytes];
        for (var index = 0; index < rows.Count; index++)
        {
            var row = rows[index];
            while (file.Length % 8 != 0)
                file.WriteByte(0);
            var header = headers.AsSpan((index + 1) * SectionBytes);
            BinaryPrimitives.WriteInt32LittleEndian(header, names.Add(row.Name));
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], row.Type);
            BinaryPrimitives.WriteUInt64LittleEndian(header[8..], row.Flags);
            BinaryPrimitives.WriteInt64LittleEndian(header[24..], file.Length);
            BinaryPrimitives.WriteInt64LittleEndian(header[32..], row.Content.Length);
            BinaryPrimitives.WriteInt32LittleEndian(header[40..], row.Link);
            BinaryPrimitives.WriteInt32LittleEndian(header[44..], row.Extra);
            BinaryPrimitives.WriteInt64LittleEndian(header[48..], 8);
            BinaryPrimitives.WriteInt64LittleEndian(header[56..], row.EntrySize);
            if (row.Type != ElfConstants.SectionNoBits)
                file.Write(row.Content);
        }

        while (file.Length % 8 != 0)
            file.WriteByte(0);
        var sections = file.Length;
        file.Write(headers);
        var bytes = file.ToArray();
        ReadOnlySpan<byte> magic = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), Relocatable);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), MachineBpf);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), sections);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(52), HeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(58), SectionBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(60), (ushort)(rows.Count + 1));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(62), (ushort)rows.Count);
        return bytes;
    }

    private sealed class Strings
    {
        private readonly List<byte> _bytes = [0];
        private readonly Dictionary<string, int> _offsets = new(StringComparer.Ordinal) { [""] = 0 };

        internal int Add(string text)
        {
            if (!_offsets.TryGetValue(text, out var offset))
            {
                _offsets.Add(text, offset = _bytes.Count);
                _bytes.AddRange(Encoding.UTF8.GetBytes(text));
                _bytes.Add(0);
            }

            return offset;
        }

        internal byte[] ToBytes() => [.. _bytes];
    }
}
