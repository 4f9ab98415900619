using System;
using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>Makes a C compiler place members where the type says: unnamed bit fields for gaps that C would not leave by itself.</summary>
/// <param name="text">Receives the text.</param>
internal sealed class BtfCLayout(BtfCText text)
{
    private static readonly (string Type, int Bits)[] Fillers = [("long", 64), ("int", 32), ("short", 16), ("char", 8)];
    private readonly BtfTypeAlignment _alignment = new();

    /// <summary>Where a structure's first member would go.</summary>
    internal Place Begin(BtfType type)
    {
        var isPacked = IsPacked(type, out var alignment);
        return new Place(type.Kind == BtfKind.Struct, isPacked, 0, type.RecordedSize * 8L, isPacked ? 1 : alignment);
    }

    /// <summary>Fills the gap before a member.</summary>
    internal void Pad(ref Place place, BtfMember member, int indent)
    {
        if (!place.IsStruct)
            return;
        var size = member.Type.Size * 8;
        var bits = member.IsBitfield ? member.BitfieldSize : size;
        if (Natural(place, member, size) != member.BitOffset)
            Fill(place.Offset, member.BitOffset, indent);
        place = place with { Offset = member.BitOffset + bits };
    }

    /// <summary>Fills what is missing to the structure's size.</summary>
    internal void PadEnd(Place place, int indent)
    {
        if (place.IsStruct && RoundUp(place.Offset, place.Alignment * 8L) != place.Size)
            Fill(place.Offset, place.Size, indent);
    }

    private bool IsPacked(BtfType type, out int widest)
    {
        widest = 1;
        foreach (var member in type.Members)
        {
            var alignment = _alignment.Of(member.Type);
            if (!member.IsBitfield && member.BitOffset % (8L * alignment) != 0)
                return true;
            widest = Math.Max(widest, alignment);
        }

        return type.RecordedSize % widest != 0;
    }

    // Where C would put the member next.
    private long Natural(Place place, BtfMember member, long size)
    {
        if (!member.IsBitfield)
            return RoundUp(place.Offset, place.IsPacked ? 8 : _alignment.Of(member.Type) * 8L);
        var fits = place.IsPacked || place.Offset / Math.Max(size, 1) == (place.Offset + member.BitfieldSize - 1) / Math.Max(size, 1);
        return fits ? place.Offset : RoundUp(place.Offset, size);
    }

    private void Fill(long from, long to, int indent)
    {
        const int MaxFillers = 4096;
        for (var count = 0; from < to && count < MaxFillers && !text.IsFull; count++)
        {
            var bits = (int)Math.Min(to - from, 8 - (from % 8));
            var type = "char";
            foreach (var filler in Fillers)
            {
                if (from % filler.Bits != 0 || to - from < filler.Bits)
                    continue;
                (type, bits) = filler;
                break;
            }

            text.Indent(indent).Add(type).Add(": ").Add(bits).Add(";\n");
            from += bits;
        }
    }

    private static long RoundUp(long value, long unit) => unit <= 1 ? value : (value + unit - 1) / unit * unit;

    /// <summary>Where in a structure the next member would go, in bits; alignment in bytes.</summary>
    internal readonly record struct Place(bool IsStruct, bool IsPacked, long Offset, long Size, int Alignment);
}
