using System;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using BtfMember = Borescope.Btf.BtfMember;

namespace Borescope.Generators.Objects;

/// <summary>
/// The members of one structure. Those of unnamed structures and unions inside become its own, as in C; every member has an explicit offset, so unions
/// need nothing special.
/// </summary>
internal sealed class StructFields(StructDeclaration target, Func<BtfType, string, int, string?> find)
{
    private readonly NameScope _names = new(target.Name, "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals");

    internal void Add(BtfType type, int depth) => Add(type, 0, depth);

    /// <summary>Adds the members behind the first bytes, with offsets from there.</summary>
    internal void AddRest(BtfType type, int start) => Add(type, -8L * start, 0);

    private void Add(BtfType type, long baseBits, int depth)
    {
        foreach (var member in type.Members)
        {
            if (baseBits + member.BitOffset < 0)
                continue;
            if (target.Fields.Count + target.Omitted.Count >= GeneratorLimits.MaxMembers)
                return;
            var bits = baseBits + member.BitOffset;
            var inner = member.Type.Resolve();
            if (member.NameBytes.IsEmpty)
            {
                if (inner.Kind is BtfKind.Struct or BtfKind.Union && depth < GeneratorLimits.MaxDepth)
                    Add(inner, bits, depth + 1);
                continue;
            }

            var declaration = member.Type.Declare(member.Name);
            var row = member.IsBitfield ? BitField(member, inner, bits, declaration) : Ordinary(member, bits, declaration, depth);
            if (row is not null)
                target.Fields.Add(row);
            else
                target.Omitted.Add(member.IsBitfield ? $"{declaration} : {member.BitfieldSize}" : declaration);
        }
    }

    private FieldRow? Ordinary(BtfMember member, long bits, string declaration, int depth)
    {
        var name = Identifiers.Pascal(member.Name);
        if (bits % 8 != 0 || (bits / 8) + member.Type.Size > target.Size || find(member.Type, target.Name + name, depth + 1) is not { } type)
            return null;
        return new FieldRow(_names.Claim(name, "Field"), type, declaration, (int)(bits / 8)) { Spelling = member.Name, Size = (int)member.Type.Size };
    }

    // The smallest word that holds the field and lies inside of the structure.
    private FieldRow? BitField(BtfMember member, BtfType type, long bits, string declaration)
    {
        if (type.Kind is not (BtfKind.Int or BtfKind.Enum or BtfKind.Enum64) || type.Size is not (1 or 2 or 4 or 8) || member.BitfieldSize > type.Size * 8)
            return null;
        for (var wordBytes = 1; wordBytes <= sizeof(ulong) && wordBytes <= target.Size; wordBytes *= 2)
        {
            var start = Math.Min(bits / 8 / wordBytes * wordBytes, target.Size - wordBytes);
            var shift = bits - (start * 8);
            if (shift < 0 || shift + member.BitfieldSize > wordBytes * 8)
                continue;
            var name = Identifiers.Pascal(member.Name);
            var value = type.IsBool ? "bool" : find(type, target.Name + name, 0);
            if (value is null)
                return null;
            return new FieldRow(_names.Claim(name, "Field"), value, $"{declaration} : {member.BitfieldSize}", (int)start)
            {
                Word = TypeTranslator.Number(wordBytes, isSigned: false),
                WordBits = wordBytes * 8,
                Shift = (int)shift,
                Bits = member.BitfieldSize,
                IsSigned = type.IsSigned,
            };
        }

        return null;
    }
}
