namespace Borescope.Elf;

/// <summary>Numbers of the ELF format that the reader needs (elf.h).</summary>
internal static class ElfConstants
{
    internal const uint SegmentLoad = 1;
    internal const uint SegmentDynamic = 2;
    internal const uint SegmentInterpreter = 3;
    internal const uint SegmentNote = 4;

    internal const uint SectionSymbols = 2;
    internal const uint SectionStrings = 3;
    internal const uint SectionRelocationsWithAddend = 4;
    internal const uint SectionDynamic = 6;
    internal const uint SectionNote = 7;
    internal const uint SectionNoBits = 8;
    internal const uint SectionRelocations = 9;
    internal const uint SectionDynamicSymbols = 11;
    internal const uint SectionVersionDefinitions = 0x6ffffffd;
    internal const uint SectionVersionNeeds = 0x6ffffffe;
    internal const uint SectionVersions = 0x6fffffff;

    internal const ushort SectionIndexUndefined = 0;
    internal const ushort SectionIndexAbsolute = 0xfff1;
    internal const ushort SectionIndexExtended = 0xffff;
    internal const ushort SegmentCountExtended = 0xffff;

    internal const long DynamicNull = 0;
    internal const long DynamicNeeded = 1;
    internal const long DynamicHash = 4;
    internal const long DynamicStrings = 5;
    internal const long DynamicSymbols = 6;
    internal const long DynamicStringBytes = 10;
    internal const long DynamicSharedName = 14;
    internal const long DynamicGnuHash = 0x6ffffef5;
    internal const long DynamicVersions = 0x6ffffff0;
    internal const long DynamicVersionDefinitions = 0x6ffffffc;
    internal const long DynamicVersionDefinitionCount = 0x6ffffffd;
    internal const long DynamicVersionNeeds = 0x6ffffffe;
    internal const long DynamicVersionNeedCount = 0x6fffffff;

    internal const uint NoteGnuBuildId = 3;
    internal const uint NoteGoBuildId = 4;
}
