using System;
using System.Collections.Generic;

namespace Borescope.Dwarf;

/// <summary>The shape that entries share: what they describe and which attributes they have in which form.</summary>
/// <param name="Tag">What is described.</param>
/// <param name="HasChildren">Whether entries follow that belong to it.</param>
/// <param name="Attributes">Name, form, and the value where the form keeps it here.</param>
internal sealed record DwarfAbbreviation(DwarfTag Tag, bool HasChildren, (DwarfName Name, DwarfForm Form, long Constant)[] Attributes)
{
    /// <summary>The table at an offset of <c>.debug_abbrev</c>, by code; what is damaged ends it.</summary>
    /// <param name="section">The section.</param>
    /// <param name="offset">Where the table begins.</param>
    /// <param name="limit">Most entries.</param>
    internal static Dictionary<ulong, DwarfAbbreviation> ReadTable(ReadOnlySpan<byte> section, ulong offset, int limit)
    {
        var table = new Dictionary<ulong, DwarfAbbreviation>();
        var cursor = new DwarfCursor(section, offset < (ulong)section.Length ? (int)offset : section.Length);
        var attributes = new List<(DwarfName, DwarfForm, long)>();
        while (!cursor.AtEnd && table.Count < limit)
        {
            var code = cursor.Uleb();
            if (code == 0)
                break;
            var tag = cursor.Uleb();
            var hasChildren = cursor.U8() != 0;
            attributes.Clear();
            while (true)
            {
                var name = cursor.Uleb();
                var form = cursor.Uleb();
                var constant = form == (ulong)DwarfForm.ImplicitConstant ? cursor.Sleb() : 0;
                if (cursor.Failed || attributes.Count > DwarfLimits.MaxAttributes)
                    return table;
                if (name == 0 && form == 0)
                    break;
                attributes.Add((name <= ushort.MaxValue ? (DwarfName)name : 0, form <= ushort.MaxValue ? (DwarfForm)form : 0, constant));
            }

            table.TryAdd(code, new DwarfAbbreviation(tag <= ushort.MaxValue ? (DwarfTag)tag : DwarfTag.None, hasChildren, [.. attributes]));
        }

        return table;
    }
}
