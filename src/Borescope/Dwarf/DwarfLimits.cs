namespace Borescope.Dwarf;

/// <summary>Bounds for what a file may ask of the reader.</summary>
internal static class DwarfLimits
{
    /// <summary>Bytes that a compressed section may unpack to.</summary>
    internal const int MaxSectionBytes = 1 << 30;

    /// <summary>Types that one prototype or structure may lead to; what lies behind is void.</summary>
    internal const int MaxTypes = 50_000;

    /// <summary>Members of a structure, values of an enumeration, parameters, dimensions.</summary>
    internal const int MaxChildren = 16_384;

    /// <summary>Pieces of one function.</summary>
    internal const int MaxRanges = 1024;

    /// <summary>References that are followed from one entry to another (origins, specifications, qualifiers).</summary>
    internal const int MaxReferences = 32;

    /// <summary>Attributes of an abbreviation, and abbreviations of a unit.</summary>
    internal const int MaxAttributes = 1024;

    /// <summary>Abbreviations of all tables of a file together; the kernel's has a hundred thousand.</summary>
    internal const int MaxAbbreviations = 1 << 22;

    /// <summary>Steps through all line tables of a file together; the kernel's have ten million.</summary>
    internal const int MaxRows = 1 << 26;

    /// <summary>Files and folders of a line table.</summary>
    internal const int MaxFiles = 1 << 20;
}
