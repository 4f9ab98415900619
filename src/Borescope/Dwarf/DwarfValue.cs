using System;

namespace Borescope.Dwarf;

/// <summary>What the number of a value means.</summary>
internal enum DwarfValueKind : byte
{
    /// <summary>Nothing that is read.</summary>
    None,

    /// <summary>A number.</summary>
    Constant,

    /// <summary>An address, or an offset into another section.</summary>
    Address,

    /// <summary>Number of an address in the unit's table.</summary>
    AddressIndex,

    /// <summary>An entry, bytes from the start of <c>.debug_info</c>.</summary>
    Entry,

    /// <summary>The type of a unit that holds one type only, by its signature.</summary>
    Signature,

    /// <summary>A text here, in the entry.</summary>
    TextHere,

    /// <summary>A text by its offset in <c>.debug_str</c>.</summary>
    Text,

    /// <summary>A text by its offset in <c>.debug_line_str</c>.</summary>
    LineText,

    /// <summary>Number of a text in the unit's table.</summary>
    TextIndex,

    /// <summary>Number of a list of address ranges in the unit's table.</summary>
    RangeIndex,

    /// <summary>Bytes: an expression; the number is where they begin.</summary>
    Block,
}

/// <summary>The value of an attribute.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">The number.</param>
/// <param name="Signed">The number with its sign; compilers write negative ones in the form that has one.</param>
/// <param name="Length">Bytes of a block.</param>
internal readonly record struct DwarfValue(DwarfValueKind Kind, ulong Number, long Signed, int Length)
{
    private const byte PlusConstant = 0x23;
    private const byte ConstantUnsigned = 0x10;

    /// <summary>The entry that is referred to; 0: none.</summary>
    internal int Reference => Kind == DwarfValueKind.Entry && Number <= int.MaxValue ? (int)Number : 0;

    /// <summary>Reads a value; false for a form that is not known, whose length is not known either.</summary>
    internal static bool TryRead(DwarfUnit unit, ref DwarfCursor cursor, DwarfForm form, long constant, out DwarfValue value)
    {
        if (form == DwarfForm.Indirect)
        {
            var real = cursor.Uleb();
            form = real <= ushort.MaxValue ? (DwarfForm)real : 0;
            if (form == DwarfForm.ImplicitConstant)
                constant = cursor.Sleb();
        }

        value = form switch
        {
            DwarfForm.Address => new(DwarfValueKind.Address, cursor.Unsigned(unit.AddressSize), 0, 0),
            DwarfForm.Data1 => Constant(cursor.U8()),
            DwarfForm.Data2 => Constant(cursor.U16()),

            // Versions 2 and 3 write offsets into other sections so, too.
            DwarfForm.Data4 => Constant(cursor.U32()),
            DwarfForm.Data8 => Constant((long)cursor.U64()),
            DwarfForm.UnsignedData => Constant((long)cursor.Uleb()),
            DwarfForm.SignedData => Constant(cursor.Sleb()),
            DwarfForm.ImplicitConstant => Constant(constant),
            DwarfForm.Flag => Constant(cursor.U8()),
            DwarfForm.FlagPresent => Constant(1),
            DwarfForm.SectionOffset => new(DwarfValueKind.Address, cursor.Offset(unit.IsWide), 0, 0),
            DwarfForm.Text => TextHere(ref cursor),
            DwarfForm.TextOffset => new(DwarfValueKind.Text, cursor.Offset(unit.IsWide), 0, 0),
            DwarfForm.LineTextOffset => new(DwarfValueKind.LineText, cursor.Offset(unit.IsWide), 0, 0),
            DwarfForm.TextIndex => new(DwarfValueKind.TextIndex, cursor.Uleb(), 0, 0),
            DwarfForm.TextIndex1 or DwarfForm.TextIndex2 or DwarfForm.TextIndex3 or DwarfForm.TextIndex4 =>
                new(DwarfValueKind.TextIndex, cursor.Unsigned(form - DwarfForm.TextIndex1 + 1), 0, 0),
            DwarfForm.AddressIndex => new(DwarfValueKind.AddressIndex, cursor.Uleb(), 0, 0),
            DwarfForm.AddressIndex1 or DwarfForm.AddressIndex2 or DwarfForm.AddressIndex3 or DwarfForm.AddressIndex4 =>
                new(DwarfValueKind.AddressIndex, cursor.Unsigned(form - DwarfForm.AddressIndex1 + 1), 0, 0),
            DwarfForm.Reference1 => Entry(unit, cursor.U8()),
            DwarfForm.Reference2 => Entry(unit, cursor.U16()),
            DwarfForm.Reference4 => Entry(unit, cursor.U32()),
            DwarfForm.Reference8 => Entry(unit, cursor.U64()),
            DwarfForm.ReferenceUnsigned => Entry(unit, cursor.Uleb()),

            // Version 2 wrote these as addresses.
            DwarfForm.ReferenceAddress => new(DwarfValueKind.Entry, unit.Version == 2 ? cursor.Unsigned(unit.AddressSize) : cursor.Offset(unit.IsWide), 0, 0),
            DwarfForm.Block1 => Block(ref cursor, cursor.U8()),
            DwarfForm.Block2 => Block(ref cursor, cursor.U16()),
            DwarfForm.Block4 => Block(ref cursor, cursor.U32()),
            DwarfForm.Block or DwarfForm.Expression => Block(ref cursor, cursor.Uleb()),
            DwarfForm.Data16 => Block(ref cursor, 16),
            DwarfForm.RangeListIndex => new(DwarfValueKind.RangeIndex, cursor.Uleb(), 0, 0),
            DwarfForm.LocationListIndex => Nothing(cursor.Uleb()),
            DwarfForm.ReferenceSignature => new(DwarfValueKind.Signature, cursor.U64(), 0, 0),
            DwarfForm.ReferenceSupplement8 => Nothing(cursor.U64()),
            DwarfForm.ReferenceSupplement4 => Nothing(cursor.U32()),
            DwarfForm.TextSupplement or DwarfForm.GnuReferenceAlternative or DwarfForm.GnuTextAlternative => Nothing(cursor.Offset(unit.IsWide)),
            _ => Unknown(ref cursor),
        };
        return !cursor.Failed;
    }

    /// <summary>The value as a name.</summary>
    internal DwarfText ToText(DwarfUnit unit, DwarfSections sections) => Kind switch
    {
        DwarfValueKind.TextHere => new(DwarfTextPlace.Info, Number),
        DwarfValueKind.Text => new(DwarfTextPlace.Texts, Number),
        DwarfValueKind.LineText => new(DwarfTextPlace.LineTexts, Number),
        DwarfValueKind.TextIndex => Indexed(unit, sections),
        _ => default,
    };

    /// <summary>The number that an expression adds to its base, or is; null for any other expression.</summary>
    internal long? ConstantOffset(ReadOnlySpan<byte> info)
    {
        if (Kind != DwarfValueKind.Block || Length < 2)
            return null;
        var expression = new DwarfCursor(info.Slice((int)Number, Length), 0);
        if (expression.U8() is not (PlusConstant or ConstantUnsigned))
            return null;
        var offset = expression.Uleb();
        return expression.Failed || !expression.AtEnd ? null : (long)offset;
    }

    private static DwarfValue Constant(long number) => new(DwarfValueKind.Constant, (ulong)number, number, 0);

    private static DwarfValue Entry(DwarfUnit unit, ulong offset) => new(DwarfValueKind.Entry, (ulong)unit.Offset + offset, 0, 0);

    private static DwarfValue Nothing(ulong number) => new(DwarfValueKind.None, number, 0, 0);

    private static DwarfValue Unknown(ref DwarfCursor cursor)
    {
        cursor.Skip(ulong.MaxValue);
        return default;
    }

    private static DwarfValue TextHere(ref DwarfCursor cursor)
    {
        var start = cursor.Position;
        cursor.Text();
        return new(DwarfValueKind.TextHere, (ulong)start, 0, 0);
    }

    private static DwarfValue Block(ref DwarfCursor cursor, ulong length)
    {
        var start = cursor.Position;
        cursor.Skip(length);
        return cursor.Failed ? default : new(DwarfValueKind.Block, (ulong)start, 0, (int)length);
    }

    private DwarfText Indexed(DwarfUnit unit, DwarfSections sections)
    {
        var size = unit.IsWide ? 8 : 4;
        var at = unit.TextOffsetsBase + (Number * (ulong)size);
        if (Number > int.MaxValue || at > (ulong)sections.TextOffsets.Length)
            return default;
        var cursor = new DwarfCursor(sections.TextOffsets, (int)at);
        var offset = cursor.Offset(unit.IsWide);
        return cursor.Failed ? default : new(DwarfTextPlace.Texts, offset);
    }
}
