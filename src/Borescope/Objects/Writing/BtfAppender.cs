using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Borescope.Compiler.Btf;

namespace Borescope.Objects.Writing;

/// <summary>Adds types and strings behind those of a finished BTF, whose ids and offsets stay.</summary>
internal sealed class BtfAppender
{
    private const int HeaderBytes = 24;

    private readonly List<byte> _types;
    private readonly List<byte> _strings;
    private int _count;

    /// <param name="btf">BTF as the compiler wrote it.</param>
    /// <param name="count">How many types it has.</param>
    internal BtfAppender(ReadOnlySpan<byte> btf, int count)
    {
        _count = count;
        var types = BinaryPrimitives.ReadInt32LittleEndian(btf[12..]);
        var strings = BinaryPrimitives.ReadInt32LittleEndian(btf[20..]);
        _types = [.. btf.Slice(HeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(btf[8..]), types)];
        _strings = [.. btf.Slice(HeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(btf[16..]), strings)];
    }

    internal int String(string text)
    {
        var offset = _strings.Count;
        _strings.AddRange(Encoding.UTF8.GetBytes(text));
        _strings.Add(0);
        return offset;
    }

    internal int Int(string name, int bytes) => Head(name, BtfKind.Int, 0, bytes, (1 << 24) | (bytes * 8));

    internal int Pointer(int type) => Head("", BtfKind.Pointer, 0, type);

    internal int Array(int element, int index, int count) => Head("", BtfKind.Array, 0, 0, element, index, count);

    internal int Struct(int bytes, IReadOnlyList<(string Name, int Type)> members)
    {
        var words = new int[members.Count * 3];
        for (var index = 0; index < members.Count; index++)
        {
            words[index * 3] = String(members[index].Name);
            words[(index * 3) + 1] = members[index].Type;
            words[(index * 3) + 2] = index * 64;
        }

        return Head("", BtfKind.Struct, members.Count, bytes, words);
    }

    internal int Variable(string name, int type) => Head(name, BtfKind.Variable, 0, type, 1);

    internal void DataSection(string name, int bytes, IReadOnlyList<(int Variable, int Offset, int Size)> variables)
    {
        var words = new int[variables.Count * 3];
        for (var index = 0; index < variables.Count; index++)
            (words[index * 3], words[(index * 3) + 1], words[(index * 3) + 2]) = variables[index];
        Head(name, BtfKind.DataSection, variables.Count, bytes, words);
    }

    internal byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + _types.Count + _strings.Count];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 0x0001_eb9f);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), _types.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), _types.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), _strings.Count);
        _types.CopyTo(bytes, HeaderBytes);
        _strings.CopyTo(bytes, HeaderBytes + _types.Count);
        return bytes;
    }

    private int Head(string name, BtfKind kind, int count, int sizeOrType, params ReadOnlySpan<int> words)
    {
        Word(name.Length == 0 ? 0 : String(name));
        Word((int)kind << 24 | count);
        Word(sizeOrType);
        foreach (var word in words)
            Word(word);
        return ++_count;
    }

    private void Word(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _types.AddRange(bytes);
    }
}
