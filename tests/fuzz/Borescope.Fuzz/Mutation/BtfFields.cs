using System;
using System.Buffers.Binary;

namespace Borescope.Fuzz.Mutation;

/// <summary>BTF: its header, and the words of the type section.</summary>
internal sealed class BtfFields : IFieldMap
{
    internal const ushort Magic = 0xeb9f;
    private const int HeaderBytes = 24;
    private const int Kinds = 20;

    // Bytes behind the common twelve of each kind, once and per element.
    private static ReadOnlySpan<byte> Fixed => [0, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0];

    private static ReadOnlySpan<byte> PerElement => [0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 12];

    public bool TryPick(ReadOnlySpan<byte> content, Random random, out int offset, out int width)
    {
        offset = 0;
        width = 4;
        if (content.Length < HeaderBytes + 4)
            return false;
        if (random.Next(16) == 0)
        {
            offset = 4 * random.Next(1, HeaderBytes / 4);
            return true;
        }

        if (!TryTypes(content, out var start, out var bytes) || bytes < 12)
            return false;
        offset = start + (random.Next(bytes / 4) * 4);
        width = random.Next(4) == 0 ? 1 << random.Next(2) : 4;
        return true;
    }

    public bool TryInsertRecord(Span<byte> content, ref int length, Random random)
    {
        if (!TryTypes(content[..length], out var start, out var bytes))
            return false;
        var kind = random.Next(1, Kinds);
        var count = PerElement[kind] == 0 ? 0 : random.Next(1, 5);
        var size = 12 + Fixed[kind] + (PerElement[kind] * count);
        if (length + size > content.Length)
            return false;
        Span<byte> record = stackalloc byte[size];
        for (var at = 0; at < size; at += 4)
            Put(record, at, (uint)random.Next(random.Next(2) == 0 ? 12 : 400));
        Put(record, 4, ((uint)kind << 24) | (uint)count | (random.Next(4) == 0 ? 0x80000000 : 0));

        // Behind all types: every id stays what it was, and old types can be led here.
        var end = start + bytes;
        content[end..length].CopyTo(content[(end + size)..]);
        record.CopyTo(content[end..]);
        length += size;
        var strings = Word(content, 16);
        Put(content, 12, (uint)(bytes + size));
        Put(content, 16, unchecked(strings + (uint)size));
        return true;
    }

    private static bool TryTypes(ReadOnlySpan<byte> content, out int start, out int bytes)
    {
        start = bytes = 0;
        if (content.Length < HeaderBytes || BinaryPrimitives.ReadUInt16LittleEndian(content) != Magic)
            return false;
        var from = (ulong)Word(content, 4) + Word(content, 8);
        var length = (ulong)Word(content, 12);
        if (from + length > (ulong)content.Length)
            return false;
        (start, bytes) = ((int)from, (int)length);
        return true;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static void Put(Span<byte> bytes, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], value);
}
