using System;
using System.Text;
using Borescope.Elf;

namespace Borescope.Dwarf;

/// <summary>Where a name stands; it is read when it is asked for.</summary>
/// <param name="Place">The section.</param>
/// <param name="Offset">Bytes from its start.</param>
internal readonly record struct DwarfText(DwarfTextPlace Place, ulong Offset)
{
    /// <summary>The name; empty when there is none or the file lies about it.</summary>
    internal ReadOnlySpan<byte> In(DwarfSections sections) => ElfWords.Text(
        Place switch
        {
            DwarfTextPlace.Info => sections.Info,
            DwarfTextPlace.Texts => sections.Texts,
            DwarfTextPlace.LineTexts => sections.LineTexts,
            _ => default,
        },
        Offset);

    internal string ToString(DwarfSections sections) => Encoding.UTF8.GetString(In(sections));
}

/// <summary>Sections that hold names.</summary>
internal enum DwarfTextPlace : byte
{
    None,
    Info,
    Texts,
    LineTexts,
}
