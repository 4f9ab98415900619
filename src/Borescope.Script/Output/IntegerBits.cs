using System;
using System.Buffers.Binary;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>Reads scalars from memory, all little endian.</summary>
internal static class IntegerBits
{
    /// <summary>Reads 1, 2, 4 or 8 bytes, extended by sign or zero to 64 bits.</summary>
    internal static long Read(ReadOnlySpan<byte> value, int bytes, bool signed) => bytes switch
    {
        1 => signed ? (sbyte)value[0] : value[0],
        2 => signed ? BinaryPrimitives.ReadInt16LittleEndian(value) : BinaryPrimitives.ReadUInt16LittleEndian(value),
        4 => signed ? BinaryPrimitives.ReadInt32LittleEndian(value) : BinaryPrimitives.ReadUInt32LittleEndian(value),
        _ => BinaryPrimitives.ReadInt64LittleEndian(value),
    };

    /// <summary>Reads a scalar of a type.</summary>
    internal static long Read(ScriptType type, ReadOnlySpan<byte> value) => Read(value, type.Size, IsSigned(type));

    /// <summary>Whether the values of a scalar type are signed.</summary>
    internal static bool IsSigned(ScriptType type) => type switch
    {
        IntegerType integer => integer.Signed,
        EnumType e => e.Underlying.Signed,
        _ => false,
    };

    /// <summary>Cuts to the low bytes, extended by sign or zero.</summary>
    internal static long Narrow(long value, int bytes, bool signed)
    {
        int shift = 64 - (8 * bytes);
        return signed ? value << shift >> shift : (long)((ulong)value << shift >> shift);
    }

    /// <summary>Reads a bit field of a struct.</summary>
    internal static long ReadBitField(StructField field, ReadOnlySpan<byte> structure)
    {
        long unit = Read(structure[field.Offset..], field.UnitSize, false);
        int left = 64 - field.BitOffset - field.BitWidth, right = 64 - field.BitWidth;
        return IsSigned(field.Type) ? unit << left >> right : (long)((ulong)unit << left >> right);
    }
}
