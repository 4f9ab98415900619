using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Tests.Btf;

/// <summary>Writes BTF bytes, well or badly formed.</summary>
internal sealed class BtfWriter
{
    private readonly List<byte> _types = [];
    private readonly List<byte> _strings = [0];

    internal int Count { get; private set; }

    internal uint Text(string text)
    {
        var offset = (uint)_strings.Count;
        _strings.AddRange(Encoding.UTF8.GetBytes(text));
        _strings.Add(0);
        return offset;
    }

    internal uint Add(string name, BtfKind kind, uint count, uint sizeOrType, params uint[] trailing) => AddRaw(name.Length == 0 ? 0 : Text(name), ((uint)kind << 24) | count, sizeOrType, trailing);

    internal uint AddRaw(uint name, uint info, uint sizeOrType, params uint[] trailing)
    {
        Word(name);
        Word(info);
        Word(sizeOrType);
        foreach (var word in trailing)
            Word(word);
        return (uint)++Count;
    }

    internal byte[] ToBytes(int headerBytes = 24, byte[]? layout = null)
    {
        var bytes = new byte[headerBytes + _types.Count + _strings.Count + (layout?.Length ?? 0)];
        var span = bytes.AsSpan();
        BinaryPrimitives.WriteUInt16LittleEndian(span, 0xEB9F);
        span[2] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(span[4..], headerBytes);
        BinaryPrimitives.WriteInt32LittleEndian(span[12..], _types.Count);
        BinaryPrimitives.WriteInt32LittleEndian(span[16..], _types.Count);
        BinaryPrimitives.WriteInt32LittleEndian(span[20..], _strings.Count);
        if (layout is not null)
        {
            BinaryPrimitives.WriteInt32LittleEndian(span[24..], _types.Count + _strings.Count);
            BinaryPrimitives.WriteInt32LittleEndian(span[28..], layout.Length);
            layout.CopyTo(span[(headerBytes + _types.Count + _strings.Count)..]);
        }

        _types.CopyTo(bytes, headerBytes);
        _strings.CopyTo(bytes, headerBytes + _types.Count);
        return bytes;
    }

    private void Word(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _types.AddRange(bytes);
    }
}
