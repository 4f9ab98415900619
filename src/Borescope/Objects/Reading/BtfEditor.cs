using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler.Btf;

namespace Borescope.Objects.Reading;

/// <summary>
/// Changes a BTF blob without renumbering its types: fields are overwritten in place, new types and strings go behind the old ones. Clang leaves
/// sizes and offsets of data sections to whoever loads the object.
/// </summary>
internal sealed class BtfEditor
{
    private const int HeaderBytes = 24;
    private readonly BtfSpec _spec;
    private readonly byte[] _types;
    private readonly List<byte> _newTypes = [];
    private readonly List<byte> _newStrings = [];
    private uint _count;

    internal BtfEditor(BtfSpec spec)
    {
        _spec = spec;
        _types = spec.TypeBytes.ToArray();
        _count = (uint)spec.Count;
    }

    /// <summary>The bytes of a type's record from its start, to be changed in place.</summary>
    internal Span<byte> Record(uint id) => _types.AsSpan(_spec.OffsetOf(id));

    internal static void SetWord(Span<byte> bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[offset..], value);

    internal void SetSize(uint id, uint size) => SetWord(Record(id), 8, size);

    internal void SetTarget(uint id, uint type) => SetWord(Record(id), 8, type);

    /// <summary>Sets the low 16 bits of the info word: linkage of a function.</summary>
    internal void SetCount(uint id, ushort count) => BinaryPrimitives.WriteUInt16LittleEndian(Record(id)[4..], count);

    /// <summary>Linkage of a variable.</summary>
    internal void SetVariableLinkage(uint id, uint linkage) => SetWord(Record(id), 12, linkage);

    /// <summary>One variable of a data section.</summary>
    internal Span<byte> SectionVariable(uint section, int index) => Record(section).Slice(12 + (index * 12), 12);

    internal uint AddString(string text)
    {
        var offset = (uint)(_spec.StringBytes.Length + _newStrings.Count);
        _newStrings.AddRange(Encoding.UTF8.GetBytes(text));
        _newStrings.Add(0);
        return offset;
    }

    /// <summary>Adds a type; <paramref name="more"/> is what its kind has behind the three words that all have.</summary>
    internal uint AddType(uint name, BtfKind kind, uint count, uint sizeOrType, ReadOnlySpan<uint> more = default)
    {
        AddWord(name);
        AddWord(((uint)kind << 24) | count);
        AddWord(sizeOrType);
        foreach (var word in more)
            AddWord(word);
        return ++_count;
    }

    /// <summary>The type of 32 bits that C calls int; added when there is none.</summary>
    internal uint IntType()
    {
        foreach (var type in _spec.OfKind(BtfKind.Int))
        {
            if (type is { RecordedSize: 4, IntBits: 32 })
                return type.Id;
        }

        return AddType(AddString("int"), BtfKind.Int, 0, 4, [(1u << 24) | 32]);
    }

    /// <summary>Adds whole records and texts whose numbers and offsets are already those they have behind the old ones.</summary>
    internal void Append(ReadOnlySpan<byte> types, ReadOnlySpan<byte> strings)
    {
        _newTypes.AddRange(types.ToArray());
        _newStrings.AddRange(strings.ToArray());
    }

    internal byte[] ToBytes()
    {
        var strings = _spec.StringBytes;
        var types = _types.Length + _newTypes.Count;
        var bytes = new byte[HeaderBytes + types + strings.Length + _newStrings.Count];
        SetWord(bytes, 0, 0x0001_eb9f);
        SetWord(bytes, 4, HeaderBytes);
        SetWord(bytes, 12, (uint)types);
        SetWord(bytes, 16, (uint)types);
        SetWord(bytes, 20, (uint)(strings.Length + _newStrings.Count));
        _types.CopyTo(bytes, HeaderBytes);
        _newTypes.CopyTo(bytes, HeaderBytes + _types.Length);
        strings.CopyTo(bytes.AsSpan(HeaderBytes + types));
        _newStrings.CopyTo(bytes, HeaderBytes + types + strings.Length);
        return bytes;
    }

    private void AddWord(uint word)
    {
        Span<byte> bytes = stackalloc byte[4];
        SetWord(bytes, 0, word);
        _newTypes.AddRange(bytes);
    }
}
