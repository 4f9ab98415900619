namespace Borescope.Elf;

/// <summary>Upper bounds for everything that the bytes of an ELF file can claim.</summary>
internal static class ElfLimits
{
    /// <summary>Largest file in bytes; larger ones are refused.</summary>
    internal const long MaxBytes = int.MaxValue;

    /// <summary>Most sections: above what the 16-bit header field can say, files use section 0 for the count.</summary>
    internal const int MaxSections = 1 << 17;

    /// <summary>Most program headers.</summary>
    internal const int MaxSegments = 1 << 12;

    /// <summary>Most entries of one symbol table; a browser with full symbols has about a million.</summary>
    internal const int MaxSymbols = 32 << 20;

    /// <summary>Longest symbol or section name in bytes; mangled names of templates reach several thousand.</summary>
    internal const int MaxNameBytes = 64 << 10;

    /// <summary>Most entries of one relocation section; the objects of a kernel have some hundred thousand.</summary>
    internal const int MaxRelocations = 1 << 20;

    /// <summary>Most notes looked at.</summary>
    internal const int MaxNotes = 4096;

    /// <summary>Longest build-id in bytes; SHA-1 has 20, some linkers write 32.</summary>
    internal const int MaxBuildIdBytes = 64;

    /// <summary>Most entries of the dynamic section.</summary>
    internal const int MaxDynamicEntries = 1 << 14;

    /// <summary>Most version definitions or needs.</summary>
    internal const int MaxVersions = 1 << 14;

    /// <summary>Bytes of version tables looked at.</summary>
    internal const int MaxVersionBytes = 1 << 20;

    /// <summary>Bytes of a hash table looked at, when it has to say how many symbols there are.</summary>
    internal const int MaxHashBytes = 64 << 20;

    /// <summary>Most libraries that one file may need.</summary>
    internal const int MaxNeededLibraries = 1024;
}
