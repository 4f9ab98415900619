using System.Collections.Generic;

namespace Borescope.Dwarf;

/// <summary>One compilation: how its entries are written down, and what its first entry says for all of them.</summary>
/// <param name="Offset">Its header, bytes from the start of <c>.debug_info</c>.</param>
/// <param name="End">Byte behind its last entry.</param>
/// <param name="Version">2 to 5.</param>
/// <param name="IsWide">The 64-bit format, whose offsets have 8 bytes.</param>
/// <param name="AddressSize">Bytes of an address.</param>
/// <param name="FirstEntry">Its first entry.</param>
/// <param name="Abbreviations">Shapes of its entries.</param>
internal sealed record DwarfUnit(
    int Offset, int End, int Version, bool IsWide, int AddressSize, int FirstEntry, Dictionary<ulong, DwarfAbbreviation> Abbreviations)
{
    /// <summary>Start of its part of <c>.debug_str_offsets</c>.</summary>
    internal ulong TextOffsetsBase { get; set; }

    /// <summary>Start of its part of <c>.debug_addr</c>.</summary>
    internal ulong AddressBase { get; set; }

    /// <summary>Start of the offsets in its part of <c>.debug_rnglists</c>.</summary>
    internal ulong RangeListsBase { get; set; }

    /// <summary>What ranges of addresses count from.</summary>
    internal ulong BaseAddress { get; set; }

    /// <summary>Its part of <c>.debug_line</c>; null when it has none.</summary>
    internal ulong? Lines { get; set; }

    /// <summary>The source file it was compiled from.</summary>
    internal DwarfText Name { get; set; }

    /// <summary>The folder it was compiled in.</summary>
    internal DwarfText Folder { get; set; }

    /// <summary>Whether its entries are in another file (.dwo).</summary>
    internal bool IsSkeleton { get; set; }
}
