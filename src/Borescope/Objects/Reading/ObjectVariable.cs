using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Compiler.Btf;

namespace Borescope.Objects.Reading;

/// <summary>One entry of a data section's type: a variable (or, among kernel symbols, a function) with its place.</summary>
internal readonly record struct ObjectVariable(int Index, BtfType Type, uint Offset, uint Size)
{
    private const int EntryBytes = 12;

    /// <summary>The data section of a name, void when there is none.</summary>
    internal static BtfType Section(BtfSpec? btf, string name) => btf is not null && btf.TryFind(name, BtfKind.DataSection, out var section) ? section : default;

    /// <summary>The entries of a data section.</summary>
    internal static List<ObjectVariable> Of(BtfType section)
    {
        var result = new List<ObjectVariable>();
        if (section.IsVoid)
            return result;
        for (var index = 0; index < section.Count; index++)
        {
            var record = section.Record[(BtfLayout.TypeBytes + (index * EntryBytes))..];
            result.Add(new ObjectVariable(index, section.Spec![BtfLayout.Word(record, 0)], BtfLayout.Word(record, 4), BtfLayout.Word(record, 8)));
        }

        return result;
    }
}
