using System;
using System.Collections.Generic;

namespace Borescope.Dwarf;

/// <summary>Reads units and entries of <c>.debug_info</c>. Total: what is damaged ends a unit or is missing.</summary>
internal sealed class DwarfReader(DwarfSections sections)
{
    private const ulong PassByReference = 4;
    private const ulong DefaultedInClass = 1;
    private const byte TypeUnit = 2;
    private const byte SkeletonUnit = 4;
    private const byte SplitUnit = 5;
    private const byte SplitTypeUnit = 6;

    private readonly Dictionary<ulong, Dictionary<ulong, DwarfAbbreviation>> _tables = [];
    private readonly Dictionary<ulong, int> _signatures = [];
    private int _abbreviationsLeft = DwarfLimits.MaxAbbreviations;
    private List<DwarfUnit>? _units;

    internal DwarfSections Sections => sections;

    /// <summary>All units, in the order of the file.</summary>
    internal List<DwarfUnit> Units => _units ??= ReadUnits();

    /// <summary>The unit that an entry belongs to; null when it is in none.</summary>
    internal DwarfUnit? UnitOf(int offset)
    {
        int low = 0, high = Units.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var unit = Units[middle];
            if (offset < unit.Offset)
                high = middle - 1;
            else if (offset >= unit.End)
                low = middle + 1;
            else
                return unit;
        }

        return null;
    }

    /// <summary>A cursor at an entry.</summary>
    internal DwarfCursor At(DwarfUnit unit, int offset) => new(sections.Info[..unit.End], offset);

    /// <summary>Reads an entry by its offset.</summary>
    internal bool TryRead(int offset, out DwarfUnit unit, out DwarfEntry entry)
    {
        entry = default;
        unit = UnitOf(offset)!;
        if (unit is null || offset < unit.FirstEntry)
            return false;
        var cursor = At(unit, offset);
        return TryRead(unit, ref cursor, out entry) && !entry.IsEnd;
    }

    /// <summary>Reads the next entry; false behind the last one, or where the unit is damaged.</summary>
    internal bool TryRead(DwarfUnit unit, ref DwarfCursor cursor, out DwarfEntry entry)
    {
        entry = new DwarfEntry { Offset = cursor.Position, ByteSize = -1, DataBitOffset = -1, BitOffset = -1, Count = -1 };
        if (cursor.AtEnd)
            return false;
        var code = cursor.Uleb();
        if (code == 0)
        {
            entry.IsEnd = true;
            return !cursor.Failed;
        }

        if (!unit.Abbreviations.TryGetValue(code, out var abbreviation))
            return false;
        entry.Tag = abbreviation.Tag;
        entry.HasChildren = abbreviation.HasChildren;
        var highIsSize = false;
        foreach (var (name, form, constant) in abbreviation.Attributes)
        {
            if (!DwarfValue.TryRead(unit, ref cursor, form, constant, out var value))
                return false;
            Take(unit, ref entry, name, value, ref highIsSize);
        }

        if (highIsSize)
            entry.HighAddress += entry.LowAddress ?? 0;
        return !cursor.Failed;
    }

    /// <summary>Moves behind the children of an entry that was just read.</summary>
    internal bool SkipChildren(DwarfUnit unit, ref DwarfCursor cursor, in DwarfEntry entry)
    {
        if (!entry.HasChildren)
            return true;
        if (entry.Sibling > cursor.Position)
        {
            cursor.MoveTo(entry.Sibling);
            return !cursor.Failed;
        }

        for (var depth = 1; depth > 0;)
        {
            if (!TryRead(unit, ref cursor, out var child))
                return false;
            if (child.IsEnd)
                depth--;
            else if (child.HasChildren && child.Sibling > cursor.Position)
                cursor.MoveTo(child.Sibling);
            else if (child.HasChildren)
                depth++;
        }

        return true;
    }

    /// <summary>The entries that belong to an entry, without those below them.</summary>
    internal List<DwarfEntry> Children(DwarfUnit unit, in DwarfEntry parent)
    {
        var children = new List<DwarfEntry>();
        if (!parent.HasChildren)
            return children;
        var cursor = At(unit, parent.Offset);
        if (!TryRead(unit, ref cursor, out _))
            return children;
        while (children.Count < DwarfLimits.MaxChildren && TryRead(unit, ref cursor, out var child) && !child.IsEnd)
        {
            children.Add(child);
            if (!SkipChildren(unit, ref cursor, child))
                break;
        }

        return children;
    }

    /// <summary>The address with a number in the unit's table; null when there is none.</summary>
    internal ulong? AddressAt(DwarfUnit unit, ulong index)
    {
        var bytes = sections.Addresses;
        var at = unit.AddressBase + (index * (ulong)unit.AddressSize);
        return index <= int.MaxValue && at <= (ulong)bytes.Length
            ? Number(bytes, (int)at, unit.AddressSize)
            : null;
    }

    private int EntryOf(in DwarfValue value) => value.Kind == DwarfValueKind.Signature ? _signatures.GetValueOrDefault(value.Number) : value.Reference;

    private static ulong? Number(ReadOnlySpan<byte> bytes, int at, int size)
    {
        var cursor = new DwarfCursor(bytes, at);
        var number = cursor.Unsigned(size);
        return cursor.Failed ? null : number;
    }

    private void Take(DwarfUnit unit, ref DwarfEntry entry, DwarfName name, in DwarfValue value, ref bool highIsSize)
    {
        switch (name)
        {
            case DwarfName.Name:
                entry.Name = value.ToText(unit, sections);
                break;
            case DwarfName.Sibling:
                entry.Sibling = EntryOf(value);
                break;
            case DwarfName.Type:
                entry.Type = EntryOf(value);
                break;
            case DwarfName.AbstractOrigin or DwarfName.Specification:
                entry.Origin = EntryOf(value);
                break;
            case DwarfName.CallingConvention:
                entry.IsPassedByReference = value.Number == PassByReference;
                break;
            case DwarfName.Artificial:
                entry.IsArtificial = value.Number != 0;
                break;
            case DwarfName.Virtuality:
                entry.IsVirtual = value.Number != 0;
                break;
            case DwarfName.Deleted:
                entry.IsDefaulted |= value.Number != 0;
                break;
            case DwarfName.Defaulted:
                entry.IsDefaulted |= value.Number == DefaultedInClass;
                break;
            case DwarfName.Signature:
                // Such an entry stands for a declaration without saying that it is one.
                entry.Completion = EntryOf(value);
                entry.IsDeclaration = true;
                break;
            case DwarfName.LowAddress:
                entry.LowAddress = value.Kind == DwarfValueKind.AddressIndex ? AddressAt(unit, value.Number) : value.Number;
                break;
            case DwarfName.HighAddress:
                highIsSize = value.Kind == DwarfValueKind.Constant;
                entry.HighAddress = value.Kind == DwarfValueKind.AddressIndex ? AddressAt(unit, value.Number) ?? 0 : value.Number;
                break;
            case DwarfName.Ranges:
                entry.Ranges = value;
                break;
            case DwarfName.RangeListsBase:
                unit.RangeListsBase = value.Number;
                break;
            case DwarfName.ByteSize when value.Kind == DwarfValueKind.Constant:
                entry.ByteSize = (long)value.Number;
                break;
            case DwarfName.BitSize when value.Kind == DwarfValueKind.Constant:
                entry.BitSize = (int)Math.Min(value.Number, 1024);
                break;
            case DwarfName.DataBitOffset when value.Kind == DwarfValueKind.Constant:
                entry.DataBitOffset = (long)value.Number;
                break;
            case DwarfName.BitOffset when value.Kind == DwarfValueKind.Constant:
                entry.BitOffset = (long)value.Number;
                break;
            case DwarfName.MemberLocation:
                entry.MemberLocation = value.Kind == DwarfValueKind.Constant ? (long)value.Number : value.ConstantOffset(sections.Info);
                break;
            case DwarfName.Encoding:
                entry.Encoding = (DwarfEncoding)value.Number;
                break;
            case DwarfName.Declaration:
                entry.IsDeclaration = value.Number != 0;
                break;
            case DwarfName.ConstantValue when value.Kind == DwarfValueKind.Constant:
                entry.ConstantValue = value.Signed;
                break;
            case DwarfName.Count when value.Kind == DwarfValueKind.Constant:
                entry.Count = (long)value.Number;
                break;
            case DwarfName.UpperBound when value.Kind == DwarfValueKind.Constant && entry.Count < 0:
                // All ones: -1, of an array without elements.
                entry.Count = value.Number is uint.MaxValue or ulong.MaxValue ? 0 : value.Signed + 1;
                break;
            case DwarfName.StatementList:
                entry.Lines = value.Number;
                break;
            case DwarfName.CompilationFolder:
                entry.Folder = value.ToText(unit, sections);
                break;
            case DwarfName.TextOffsetsBase:
                unit.TextOffsetsBase = value.Number;
                break;
            case DwarfName.AddressBase:
                unit.AddressBase = value.Number;
                break;
        }
    }

    private List<DwarfUnit> ReadUnits()
    {
        var units = new List<DwarfUnit>();
        var info = sections.Info;
        for (var offset = 0; offset < info.Length;)
        {
            var cursor = new DwarfCursor(info, offset);
            if (ReadHeader(ref cursor, offset, out var end) is { } unit)
            {
                units.Add(unit);
                Complete(unit);
            }

            if (end <= offset)
                break;
            offset = end;
        }

        return units;
    }

    private DwarfUnit? ReadHeader(ref DwarfCursor cursor, int offset, out int end)
    {
        end = 0;
        ulong length = cursor.U32();
        var wide = length == uint.MaxValue;
        if (wide)
            length = cursor.U64();
        if (cursor.Failed || length > (ulong)(sections.Info.Length - cursor.Position))
            return null;
        end = cursor.Position + (int)length;
        int version = cursor.U16();
        if (version is < 2 or > 5)
            return null;
        byte kind = 0;
        int addressSize = 0;
        if (version == 5)
        {
            kind = cursor.U8();
            addressSize = cursor.U8();
        }

        var abbreviations = cursor.Offset(wide);
        if (version < 5)
            addressSize = cursor.U8();
        if (kind is SkeletonUnit or SplitUnit)
            cursor.Skip(8);
        else if (kind is TypeUnit or SplitTypeUnit)
            TakeSignature(ref cursor, offset, wide);
        if (cursor.Failed || cursor.Position > end || addressSize is not (4 or 8))
            return null;
        return new DwarfUnit(offset, end, version, wide, addressSize, cursor.Position, Table(abbreviations))
        {
            IsSkeleton = kind == SkeletonUnit,

            // Behind the header of the tables, where no attribute says otherwise.
            TextOffsetsBase = wide ? 16u : 8u,
            AddressBase = wide ? 16u : 8u,
            RangeListsBase = wide ? 20u : 12u,
        };
    }

    private void TakeSignature(ref DwarfCursor cursor, int unit, bool wide)
    {
        var signature = cursor.U64();
        var type = cursor.Offset(wide);
        if (type <= int.MaxValue && (ulong)unit + type <= int.MaxValue)
            _signatures.TryAdd(signature, unit + (int)type);
    }

    private Dictionary<ulong, DwarfAbbreviation> Table(ulong offset)
    {
        if (!_tables.TryGetValue(offset, out var table))
        {
            _tables.Add(offset, table = DwarfAbbreviation.ReadTable(sections.Abbreviations, offset, _abbreviationsLeft));
            _abbreviationsLeft -= table.Count;
        }

        return table;
    }

    // Bases come with the first entry, where what needs them may stand before: read once for the bases, and again.
    private void Complete(DwarfUnit unit)
    {
        for (var pass = 0; pass < 2; pass++)
        {
            var cursor = At(unit, unit.FirstEntry);
            if (!TryRead(unit, ref cursor, out var first) || first.IsEnd)
                return;
            unit.Name = first.Name;
            unit.Folder = first.Folder;
            unit.Lines = first.Lines;
            unit.BaseAddress = first.LowAddress ?? 0;
            unit.IsSkeleton |= first.Tag == DwarfTag.SkeletonUnit;
            if (unit.Version < 5)
                return;
        }
    }
}
