using System.Collections.Generic;

namespace Borescope.Dwarf;

/// <summary>Reads where the code of a function is when it is not one piece: its hot and its cold part (DWARF 5, 2.17.3; .debug_ranges before).</summary>
internal static class DwarfRanges
{
    private const byte EndOfList = 0;
    private const byte BaseAddressIndex = 1;
    private const byte StartIndexEndIndex = 2;
    private const byte StartIndexLength = 3;
    private const byte OffsetPair = 4;
    private const byte BaseAddress = 5;
    private const byte StartEnd = 6;
    private const byte StartLength = 7;

    /// <summary>The pieces, in the order of the file; the list ends where it is damaged.</summary>
    internal static List<(ulong Low, ulong High)> Read(DwarfReader reader, DwarfUnit unit, in DwarfValue value) =>
        unit.Version >= 5 ? ReadLists(reader, unit, value) : ReadPairs(reader, unit, value);

    private static List<(ulong Low, ulong High)> ReadPairs(DwarfReader reader, DwarfUnit unit, in DwarfValue value)
    {
        var ranges = new List<(ulong, ulong)>();
        var section = reader.Sections.Ranges;
        if (value.Number >= (ulong)section.Length)
            return ranges;
        var cursor = new DwarfCursor(section, (int)value.Number);
        var start = unit.BaseAddress;
        var selects = unit.AddressSize == 8 ? ulong.MaxValue : uint.MaxValue;
        for (var i = 0; i < DwarfLimits.MaxRanges; i++)
        {
            var (low, high) = (cursor.Unsigned(unit.AddressSize), cursor.Unsigned(unit.AddressSize));
            if (cursor.Failed || (low == 0 && high == 0))
                break;
            if (low == selects)
                start = high;
            else
                ranges.Add((start + low, start + high));
        }

        return ranges;
    }

    private static List<(ulong Low, ulong High)> ReadLists(DwarfReader reader, DwarfUnit unit, in DwarfValue value)
    {
        var ranges = new List<(ulong, ulong)>();
        var section = reader.Sections.RangeLists;
        var at = value.Number;
        if (value.Kind == DwarfValueKind.RangeIndex)
        {
            var entry = unit.RangeListsBase + (at * (unit.IsWide ? 8u : 4u));
            if (at > int.MaxValue || entry > (ulong)section.Length)
                return ranges;
            var offsets = new DwarfCursor(section, (int)entry);
            at = unit.RangeListsBase + offsets.Offset(unit.IsWide);
            if (offsets.Failed)
                return ranges;
        }

        if (at >= (ulong)section.Length)
            return ranges;
        var cursor = new DwarfCursor(section, (int)at);
        var start = unit.BaseAddress;
        for (var i = 0; i < DwarfLimits.MaxRanges && !cursor.Failed; i++)
        {
            ulong low, high;
            switch (cursor.U8())
            {
                case BaseAddressIndex:
                    start = reader.AddressAt(unit, cursor.Uleb()) ?? 0;
                    continue;
                case BaseAddress:
                    start = cursor.Unsigned(unit.AddressSize);
                    continue;
                case StartIndexEndIndex:
                    low = reader.AddressAt(unit, cursor.Uleb()) ?? 0;
                    high = reader.AddressAt(unit, cursor.Uleb()) ?? 0;
                    break;
                case StartIndexLength:
                    low = reader.AddressAt(unit, cursor.Uleb()) ?? 0;
                    high = low + cursor.Uleb();
                    break;
                case OffsetPair:
                    low = start + cursor.Uleb();
                    high = start + cursor.Uleb();
                    break;
                case StartEnd:
                    low = cursor.Unsigned(unit.AddressSize);
                    high = cursor.Unsigned(unit.AddressSize);
                    break;
                case StartLength:
                    low = cursor.Unsigned(unit.AddressSize);
                    high = low + cursor.Uleb();
                    break;
                case EndOfList:
                default:
                    return ranges;
            }

            if (!cursor.Failed)
                ranges.Add((low, high));
        }

        return ranges;
    }
}
