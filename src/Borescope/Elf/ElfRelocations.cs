using System;

namespace Borescope.Elf;

/// <summary>Decodes relocation sections.</summary>
internal static class ElfRelocations
{
    internal static ElfRelocation[] Read(ElfFile file, in ElfSection section)
    {
        if (section.Type is not (ElfConstants.SectionRelocations or ElfConstants.SectionRelocationsWithAddend))
            return [];
        var wide = file.Header.Is64;
        var explicitAddend = section.Type == ElfConstants.SectionRelocationsWithAddend;
        var word = wide ? 8 : 4;
        var size = explicitAddend ? 3 * word : 2 * word;
        var bytes = file.BytesOf(section);
        var result = new ElfRelocation[Math.Min(bytes.Length / size, ElfLimits.MaxRelocations)];
        for (var index = 0; index < result.Length; index++)
        {
            var entry = bytes.Slice(index * size, size);
            var info = ElfWords.Address(entry, word, wide);
            var addend = !explicitAddend ? 0 : wide ? (long)ElfWords.Long(entry, 16) : (int)ElfWords.Word(entry, 8);
            result[index] = wide
                ? new ElfRelocation(ElfWords.Long(entry, 0), (uint)info, (uint)(info >> 32), addend)
                : new ElfRelocation(ElfWords.Word(entry, 0), (uint)info & 0xff, (uint)info >> 8, addend);
        }

        return result;
    }
}
