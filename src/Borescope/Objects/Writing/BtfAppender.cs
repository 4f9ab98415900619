using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Objects.Reading;

namespace Borescope.Objects.Writing;

/// <summary>Adds types and strings behind those of a finished BTF, whose ids and offsets stay, and says what its data sections hold.</summary>
internal sealed class BtfAppender(BtfSpec types)
{
    private const int EntryWords = 3;

    private readonly BtfEditor _editor = new(types);
    private readonly Dictionary<string, uint> _strings = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly HashSet<uint> _described = [];
    private uint _integer;

    /// <summary>The types as they were.</summary>
    internal BtfSpec Types => types;

    /// <summary>The type <c>int</c>.</summary>
    internal uint Integer => _integer == 0 ? _integer = _editor.IntType() : _integer;

    /// <summary>Offset of a text; one that is there already is not added again.</summary>
    internal uint String(string text)
    {
        if (_strings.TryGetValue(text, out var offset))
            return offset;
        var at = types.StringBytes.IndexOf(Encoding.UTF8.GetBytes($"\0{text}\0"));
        offset = at >= 0 ? (uint)at + 1 : _editor.AddString(text);
        _strings.Add(text, offset);
        return offset;
    }

    internal uint Pointer(uint type) => _editor.AddType(0, BtfKind.Pointer, 0, type);

    internal uint Const(uint type) => _editor.AddType(0, BtfKind.Const, 0, type);

    internal uint Array(uint element, uint count) => _editor.AddType(0, BtfKind.Array, 0, 0, [element, Integer, count]);

    /// <summary>A function without parameters that returns an int.</summary>
    internal uint Prototype() => _editor.AddType(0, BtfKind.FunctionPrototype, 0, Integer);

    /// <summary>An enumeration of one value: how C definitions of maps carry numbers of 64 bits.</summary>
    internal uint Enum64(string name, ulong value) =>
        _editor.AddType(0, BtfKind.Enum64, 1, 8, [String(name), (uint)value, (uint)(value >> 32)]);

    /// <summary>A structure of pointers, as map definitions are.</summary>
    internal uint Struct(uint bytes, List<(string Name, uint Type)> members)
    {
        var words = new uint[members.Count * EntryWords];
        for (var index = 0; index < members.Count; index++)
            (words[index * EntryWords], words[(index * EntryWords) + 1], words[(index * EntryWords) + 2]) = (String(members[index].Name), members[index].Type, (uint)index * 64);
        return _editor.AddType(0, BtfKind.Struct, (uint)members.Count, bytes, words);
    }

    internal uint Variable(string name, uint type, uint linkage) => _editor.AddType(String(name), BtfKind.Variable, 0, type, [linkage]);

    /// <summary>Gives a variable that is there another type and linkage.</summary>
    internal void ChangeVariable(uint id, uint type, uint linkage)
    {
        _editor.SetTarget(id, type);
        _editor.SetVariableLinkage(id, linkage);
    }

    internal void ChangeFunction(uint id, ushort linkage) => _editor.SetCount(id, linkage);

    /// <summary>The variables of all data sections of a name, by their names.</summary>
    internal Dictionary<string, BtfType> VariablesOf(string section)
    {
        var found = new Dictionary<string, BtfType>(StringComparer.Ordinal);
        foreach (var type in types.OfKind(BtfKind.DataSection))
        {
            if (type.Name != section)
                continue;
            foreach (var entry in ObjectVariable.Of(type))
            {
                if (entry.Type.Kind == BtfKind.Variable)
                    found.TryAdd(entry.Type.Name, entry.Type);
            }
        }

        return found;
    }

    /// <summary>Says what a section holds, in the place of what the types said about it before when that fits.</summary>
    internal void DataSection(string name, uint bytes, List<(uint Type, uint Offset, uint Size)> entries)
    {
        if (types.TryFind(name, BtfKind.DataSection, out var before) && before.Count == entries.Count && _described.Add(before.Id))
        {
            _editor.SetSize(before.Id, bytes);
            for (var index = 0; index < entries.Count; index++)
                WriteEntry(_editor.SectionVariable(before.Id, index), entries[index]);
            return;
        }

        var words = new uint[entries.Count * EntryWords];
        for (var index = 0; index < entries.Count; index++)
            (words[index * EntryWords], words[(index * EntryWords) + 1], words[(index * EntryWords) + 2]) = entries[index];
        _editor.AddType(String(name), BtfKind.DataSection, (uint)entries.Count, bytes, words);
    }

    /// <summary>Keeps what the types say about a section, under the name and with the size that it has now.</summary>
    internal void KeepSection(uint id, string name, uint bytes)
    {
        if (!_described.Add(id))
            return;
        BtfEditor.SetWord(_editor.Record(id), 0, String(name));
        _editor.SetSize(id, bytes);
    }

    /// <summary>
    /// The types. Descriptions of sections that the file does not have become unions without a name, of the same length: loaders look for each section
    /// that is described, and the kernel wants the sizes of all.
    /// </summary>
    internal byte[] ToBytes()
    {
        foreach (var section in types.OfKind(BtfKind.DataSection))
        {
            if (_described.Contains(section.Id))
                continue;
            var record = _editor.Record(section.Id);
            BtfEditor.SetWord(record, 0, 0);
            BtfEditor.SetWord(record, 4, ((uint)BtfKind.Union << 24) | (uint)section.Count);
            BtfEditor.SetWord(record, 8, sizeof(int));
            for (var index = 0; index < section.Count; index++)
                WriteEntry(_editor.SectionVariable(section.Id, index), (0, Integer, 0));
        }

        return _editor.ToBytes();
    }

    private static void WriteEntry(Span<byte> entry, (uint First, uint Second, uint Third) words)
    {
        BtfEditor.SetWord(entry, 0, words.First);
        BtfEditor.SetWord(entry, 4, words.Second);
        BtfEditor.SetWord(entry, 8, words.Third);
    }
}
