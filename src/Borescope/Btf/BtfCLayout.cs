using System;
using System.Globalization;
using System.Text;
using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>Makes a C compiler place members where the type says: unnamed bit fields for gaps that C would not leave by itself.</summary>
internal sealed class BtfCLayout
{
    private static readonly (string Type, int Bits)[] Fillers = [("long", 64), ("int", 32), ("short", 16), ("char", 8)];
    private readonly BtfTypeAlignment _alignment = new();

    /// <summary>How far the structure at hand has come; a nested anonymous one has its own.</summary>
    internal Place State { get; set; }

    internal void Begin(BtfType type)
    {
        var isPacked = IsPacked(type, out var alignment);
        State = new Place(type.Kind == BtfKind.Struct, isPacked, 0, type.RecordedSize * 8L, isPacked ? 1 : alignment);
    }

    /// <summary>Fills the gap before a member.</summary>
    internal void Pad(BtfMember member, StringBuilder text, int indent)
    {
        if (!State.IsStruct)
            return;
        var size = member.Type.Size * 8;
        var bits = member.IsBitfield ? member.BitfieldSize : size;
        if (Natural(member, size) != member.BitOffset)
            Fill(State.Offset, member.BitOffset, text, indent);
        State = State with { Offset = member.BitOffset + bits };
    }

    /// <summary>Fills what is missing to the structure's size.</summary>
    internal void PadEnd(StringBuilder text, int indent)
    {
        if (State.IsStruct && RoundUp(State.Offset, State.Alignment * 8L) != State.Size)
            Fill(State.Offset, State.Size, text, indent);
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
    private long Natural(BtfMember member, long size)
    {
        if (!member.IsBitfield)
            return RoundUp(State.Offset, State.IsPacked ? 8 : _alignment.Of(member.Type) * 8L);
        var fits = State.IsPacked || State.Offset / Math.Max(size, 1) == (State.Offset + member.BitfieldSize - 1) / Math.Max(size, 1);
        return fits ? State.Offset : RoundUp(State.Offset, size);
    }

    private static void Fill(long from, long to, StringBuilder text, int indent)
    {
        const int MaxFillers = 4096;
        for (var count = 0; from < to && count < MaxFillers; count++)
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

            BtfCDeclarator.Indent(text, indent).Append(type).Append(": ").Append(bits.ToString(CultureInfo.InvariantCulture)).Append(";\n");
            from += bits;
        }
    }

    private static long RoundUp(long value, long unit) => unit <= 1 ? value : (value + unit - 1) / unit * unit;

    /// <summary>Where in a structure the next member would go, in bits; alignment in bytes.</summary>
    internal readonly record struct Place(bool IsStruct, bool IsPacked, long Offset, long Size, int Alignment);
}
