using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Tests.Objects;

/// <summary>Writes small BPF objects that lie: sections can share bytes, claim what is not there, or name what does not exist.</summary>
internal sealed class TinyObject
{
    internal const uint ProgramBits = 1, NoBits = 8, Relocations = 9;
    internal const ulong Write = 1, Allocated = 2, Executable = 4;
    private const int HeaderBytes = 64, SectionBytes = 64;

    private readonly List<(string Name, uint Type, ulong Flags, int Content, ulong Size, uint Link, uint Extra)> _sections = [];
    private readonly List<byte[]> _contents = [];
    private readonly List<byte> _symbols = [.. new byte[24]];
    private readonly List<byte> _names = [0];

    /// <summary>Adds content that sections can share.</summary>
    internal int Content(byte[] bytes)
    {
        _contents.Add(bytes);
        return _contents.Count - 1;
    }

    /// <summary>Adds a section and gives its number.</summary>
    internal int Section(string name, uint type, ulong flags, int content, ulong? size = null, uint extra = 0)
    {
        _sections.Add((name, type, flags, content, size ?? (ulong)_contents[content].Length, 0, extra));
        return _sections.Count;
    }

    internal void Symbol(string name, byte info, int section, ulong value, ulong size)
    {
        Span<byte> entry = stackalloc byte[24];
        BinaryPrimitives.WriteInt32LittleEndian(entry, Text(name));
        entry[4] = info;
        BinaryPrimitives.WriteUInt16LittleEndian(entry[6..], (ushort)section);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], value);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], size);
        _symbols.AddRange(entry);
    }

    /// <summary>A function, global, of one section.</summary>
    internal void Function(string name, int section, int start, int slots) => Symbol(name, 0x12, section, (ulong)start * 8, (ulong)slots * 8);

    internal byte[] ToBytes()
    {
        var sections = new List<(string Name, uint Type, ulong Flags, int Content, ulong Size, uint Link, uint Extra)>(_sections);
        var strings = sections.Count + 2;
        sections.Add((".symtab", 2, 0, Content([.. _symbols]), (ulong)_symbols.Count, (uint)strings, 0));
        var names = new List<int>();
        foreach (var section in sections)
            names.Add(Text(section.Name));
        names.Add(0);
        sections.Add(("", 3, 0, Content([.. _names]), (ulong)_names.Count, 0, 0));
        var offsets = new int[_contents.Count];
        var end = HeaderBytes + ((sections.Count + 1) * SectionBytes);
        for (var index = 0; index < offsets.Length; index++)
        {
            offsets[index] = end;
            end += (_contents[index].Length + 7) & ~7;
        }

        var bytes = new byte[end];
        "\x7f"u8.CopyTo(bytes);
        "ELF\x02\x01\x01"u8.CopyTo(bytes.AsSpan(1));
        Half(bytes, 16, 1);
        Half(bytes, 18, 247);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), HeaderBytes);
        Half(bytes, 58, SectionBytes);
        var isLong = sections.Count + 1 >= 0xff00;
        Half(bytes, 60, isLong ? 0 : sections.Count + 1);
        Half(bytes, 62, isLong ? 0xffff : sections.Count);
        if (isLong)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(HeaderBytes + 32), sections.Count + 1);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(HeaderBytes + 40), sections.Count);
        }

        for (var index = 0; index < sections.Count; index++)
        {
            var section = sections[index];
            var entry = bytes.AsSpan(HeaderBytes + ((index + 1) * SectionBytes), SectionBytes);
            BinaryPrimitives.WriteInt32LittleEndian(entry, names[index]);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], section.Type);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], section.Flags);
            BinaryPrimitives.WriteInt64LittleEndian(entry[24..], section.Content < 0 ? 0 : offsets[section.Content]);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[32..], section.Size);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[40..], section.Link);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[44..], section.Extra);
        }

        for (var index = 0; index < offsets.Length; index++)
            _contents[index].CopyTo(bytes, offsets[index]);
        return bytes;
    }

    private static void Half(byte[] bytes, int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), (ushort)value);

    private int Text(string text)
    {
        if (text.Length == 0)
            return 0;
        var at = _names.Count;
        _names.AddRange(Encoding.UTF8.GetBytes(text));
        _names.Add(0);
        return at;
    }
}
