using System;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Typing;

/// <summary>The smallest type that holds the values of two types: what a variable, a map, or the arms of a conditional become.</summary>
internal static class TypeJoin
{
    /// <summary>Joins two types; null when no type holds both.</summary>
    public static ScriptType? Join(ScriptType left, ScriptType right)
    {
        if (ReferenceEquals(left, right) || right is PendingType)
            return left;
        if (left is PendingType)
            return right;
        return (left, right) switch
        {
            (IntegerType a, IntegerType b) => Integers(a, b),
            (EnumType a, EnumType b) => a.Equals(b) ? a : Integers(a.Underlying, b.Underlying),
            (EnumType a, IntegerType b) => Integers(a.Underlying, b),
            (IntegerType a, EnumType b) => Integers(a, b.Underlying),
            (BoolType, IntegerType b) => b,
            (IntegerType a, BoolType) => a,
            (StringType a, StringType b) => Strings(a, b),
            (BufferType a, BufferType b) => a.Capacity >= b.Capacity ? a : b,
            (PointerType a, PointerType b) => Pointers(a, b),
            (PointerType a, IntegerType b) when LiteralTypes.IsFlexible(b) => a,
            (IntegerType a, PointerType b) when LiteralTypes.IsFlexible(a) => b,
            (TupleType a, TupleType b) => Tuples(a, b),
            (AggregationType a, AggregationType b) => Aggregations(a, b),
            _ => left.Equals(right) ? left : null,
        };
    }

    private static StringType Strings(StringType left, StringType right)
    {
        StringType longer = left.Length >= right.Length ? left : right;
        bool isLiteral = left.IsLiteral && right.IsLiteral, isArray = longer.IsArray && (left.Length != right.Length || (left.IsArray && right.IsArray));
        return longer.IsLiteral == isLiteral && longer.IsArray == isArray ? longer : longer with { IsLiteral = isLiteral, IsArray = isArray };
    }

    /// <summary>Joins two integer types.</summary>
    public static IntegerType Integers(IntegerType left, IntegerType right)
    {
        bool leftOpen = LiteralTypes.IsFlexible(left), rightOpen = LiteralTypes.IsFlexible(right);
        if (leftOpen && rightOpen)
            return left.Bytes >= right.Bytes ? left : right;
        if (leftOpen)
            return Literal(right, left);
        if (rightOpen)
            return Literal(left, right);
        int bytes = Math.Max(left.Bytes, right.Bytes);
        if (left.Signed == right.Signed)
            return left.Bytes == bytes ? left : right;
        IntegerType unsigned = left.Signed ? right : left, signed = left.Signed ? left : right;
        if (signed.Bytes > unsigned.Bytes)
            return signed;
        return new IntegerType(Math.Min(8, unsigned.Bytes * 2), true);
    }

    // A literal was measured as signed: 200 needs int16 but fits into uint8, which a wider unsigned type always shows.
    private static IntegerType Literal(IntegerType type, IntegerType literal) =>
        literal.Bytes <= type.Bytes ? type : new IntegerType(literal.Bytes, type.Signed);

    private static PointerType Pointers(PointerType left, PointerType right)
    {
        AddressSpace space = left.Space == right.Space ? left.Space : AddressSpace.Unknown;
        ScriptType target = left.Target.Equals(right.Target) ? left.Target : VoidType.Instance;
        return left.Space == space && ReferenceEquals(left.Target, target) ? left : new PointerType(target, space);
    }

    private static TupleType? Tuples(TupleType left, TupleType right)
    {
        if (left.Elements.Count != right.Elements.Count || (left.Names is null) != (right.Names is null))
            return null;
        var elements = new ScriptType[left.Elements.Count];
        bool same = true;
        for (int i = 0; i < elements.Length; i++)
        {
            int j = left.Names is null ? i : IndexOf(right, left.Names[i]);
            if (j < 0 || Join(left.Elements[i], right.Elements[j]) is not { } joined)
                return null;
            elements[i] = joined;
            same &= ReferenceEquals(joined, left.Elements[i]);
        }

        return same ? left : new TupleType(elements, left.Names);
    }

    private static int IndexOf(TupleType type, string name)
    {
        for (int i = 0; i < type.Names!.Count; i++)
        {
            if (type.Names[i] == name)
                return i;
        }

        return -1;
    }

    private static AggregationType? Aggregations(AggregationType left, AggregationType right)
    {
        if (left == right)
            return left;
        return left with { Signed = right.Signed } == right ? left with { Signed = true } : null;
    }
}
