using System;
using System.Buffers.Binary;

namespace Borescope.Dwarf;

/// <summary>Reads numbers and texts one behind the other. Behind the end everything is zero and <see cref="Failed"/> says so.</summary>
internal ref struct DwarfCursor(ReadOnlySpan<byte> bytes, int position)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where it reads next.</summary>
    internal int Position { get; private set; } = position;

    /// <summary>Whether something lay outside.</summary>
    internal bool Failed { get; private set; } = position < 0 || position > bytes.Length;

    internal readonly bool AtEnd => Failed || Position >= _bytes.Length;

    internal byte U8() => Take(1, out var part) ? part[0] : (byte)0;

    internal ushort U16() => Take(2, out var part) ? BinaryPrimitives.ReadUInt16LittleEndian(part) : (ushort)0;

    internal uint U32() => Take(4, out var part) ? BinaryPrimitives.ReadUInt32LittleEndian(part) : 0;

    internal ulong U64() => Take(8, out var part) ? BinaryPrimitives.ReadUInt64LittleEndian(part) : 0;

    /// <summary>A number of 1, 2, 3, 4 or 8 bytes.</summary>
    internal ulong Unsigned(int size) => size switch
    {
        1 => U8(),
        2 => U16(),
        3 => U16() | ((ulong)U8() << 16),
        4 => U32(),
        8 => U64(),
        _ => Fail(),
    };

    /// <summary>An offset of the 32-bit or 64-bit format.</summary>
    internal ulong Offset(bool wide) => wide ? U64() : U32();

    /// <summary>An unsigned LEB128; bits above 64 are dropped.</summary>
    internal ulong Uleb()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = U8();
            if (shift < 64)
                value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80 || Failed)
                return value;
        }
    }

    /// <summary>A signed LEB128.</summary>
    internal long Sleb()
    {
        long value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = U8();
            if (shift < 64)
                value |= (long)(part & 0x7f) << shift;
            if (part >= 0x80 && !Failed)
                continue;
            return (part & 0x40) != 0 && shift + 7 < 64 ? value | (-1L << (shift + 7)) : value;
        }
    }

    /// <summary>A text that ends in a zero byte, without it.</summary>
    internal ReadOnlySpan<byte> Text()
    {
        if (Failed)
            return default;
        var rest = _bytes[Position..];
        var length = rest.IndexOf((byte)0);
        if (length < 0)
        {
            Fail();
            return default;
        }

        Position += length + 1;
        return rest[..length];
    }

    /// <summary>Leaves bytes out.</summary>
    internal void Skip(ulong count)
    {
        if (Failed || count > (ulong)(_bytes.Length - Position))
            Fail();
        else
            Position += (int)count;
    }

    /// <summary>Goes on elsewhere.</summary>
    internal void MoveTo(int position)
    {
        if (position < 0 || position > _bytes.Length)
            Fail();
        else
            Position = position;
    }

    private ulong Fail()
    {
        Failed = true;
        return 0;
    }

    private bool Take(int count, out ReadOnlySpan<byte> part)
    {
        if (Failed || count > _bytes.Length - Position)
        {
            Failed = true;
            part = default;
            return false;
        }

        part = _bytes.Slice(Position, count);
        Position += count;
        return true;
    }
}
