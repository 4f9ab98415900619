using System;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Typing;

/// <summary>
/// Types of integer literals: the smallest signed type that holds the value, uint64 above the largest int64. A literal that is not negative adopts the sign of
/// what it meets, and so does a variable or map to which only such literals are assigned. Such a type is one of the instances kept here, told apart by reference,
/// and equal to the plain type of its width in every other way.
/// </summary>
internal static class LiteralTypes
{
    private static readonly IntegerType Flexible8 = new(1, true);
    private static readonly IntegerType Flexible16 = new(2, true);
    private static readonly IntegerType Flexible32 = new(4, true);
    private static readonly IntegerType Flexible64 = new(8, true);
    private static readonly IntegerType Signed8 = new(1, true);
    private static readonly IntegerType Signed16 = new(2, true);

    /// <summary>The type of a literal.</summary>
    public static IntegerType Of(ulong value) => value switch
    {
        <= (ulong)sbyte.MaxValue => Flexible8,
        <= (ulong)short.MaxValue => Flexible16,
        <= int.MaxValue => Flexible32,
        <= long.MaxValue => Flexible64,
        _ => IntegerType.UInt64,
    };

    /// <summary>The type of a folded signed value.</summary>
    public static IntegerType Of(long value) => value >= 0 ? Of((ulong)value) : value switch
    {
        >= sbyte.MinValue => Signed8,
        >= short.MinValue => Signed16,
        >= int.MinValue => IntegerType.Int32,
        _ => IntegerType.Int64,
    };

    /// <summary>Whether the sign of the type is open.</summary>
    public static bool IsFlexible(ScriptType type) =>
        ReferenceEquals(type, Flexible8) || ReferenceEquals(type, Flexible16) || ReferenceEquals(type, Flexible32) || ReferenceEquals(type, Flexible64);

    /// <summary>The flexible type of a width.</summary>
    public static IntegerType Flexible(int bytes) => bytes switch { 1 => Flexible8, 2 => Flexible16, 4 => Flexible32, _ => Flexible64 };

    /// <summary>Whether two types are the same and open in the same places.</summary>
    public static bool Same(ScriptType a, ScriptType b)
    {
        ArgumentNullException.ThrowIfNull(a);
        if (!a.Equals(b) || IsFlexible(a) != IsFlexible(b))
            return false;
        if (a is not TupleType left || b is not TupleType right)
            return true;
        for (int i = 0; i < left.Elements.Count; i++)
        {
            if (!Same(left.Elements[i], right.Elements[i]))
                return false;
        }

        return true;
    }

    /// <summary>The same type with its sign settled, also inside tuples.</summary>
    public static ScriptType Settle(ScriptType type)
    {
        if (IsFlexible(type))
            return type.Size == 8 ? IntegerType.Int64 : type.Size == 4 ? IntegerType.Int32 : type.Size == 2 ? Signed16 : Signed8;
        if (type is not TupleType tuple)
            return type;
        var elements = new ScriptType[tuple.Elements.Count];
        for (int i = 0; i < elements.Length; i++)
            elements[i] = Settle(tuple.Elements[i]);
        return new TupleType(elements, tuple.Names);
    }

    /// <summary>Whether a value of the literal's type fits into an integer type.</summary>
    public static bool Fits(long value, IntegerType type, bool isUnsigned64)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (isUnsigned64)
            return type is { Bytes: 8, Signed: false };
        int bits = type.Bytes * 8;
        if (type.Signed)
            return bits == 64 || (value >= -(1L << (bits - 1)) && value < 1L << (bits - 1));
        return value >= 0 && (bits == 64 || value < 1L << bits);
    }
}
