using System;
using System.Collections.Generic;

namespace Borescope.Elf;

/// <summary>Walks the version definitions and needs: which version index has which name.</summary>
internal static class ElfVersionNames
{
    private const int DefinitionBytes = 20;
    private const int NeedBytes = 16;

    /// <summary>String offsets by version index, 0 where an index is not used, and whether the file itself defines the version.</summary>
    internal static (uint Name, bool IsDefined)[] Read(ElfFile file, ElfDynamic dynamic)
    {
        var names = new List<(uint Name, bool IsDefined)>();
        ReadDefinitions(file.Behind(dynamic.Definitions, ElfLimits.MaxVersionBytes), names);
        ReadNeeds(file.Behind(dynamic.Needs, ElfLimits.MaxVersionBytes), names);
        return names.ToArray();
    }

    // Elf_Verdef: version, flags, index, count, hash, aux, next; Elf_Verdaux: name, next. The first aux entry is the version's own name.
    private static void ReadDefinitions(ReadOnlySpan<byte> bytes, List<(uint Name, bool IsDefined)> names)
    {
        for (var seen = 0; seen < ElfLimits.MaxVersions && bytes.Length >= DefinitionBytes; seen++)
        {
            var index = ElfWords.Half(bytes, 4) & 0x7fff;
            var first = ElfWords.Word(bytes, 12);
            if (ElfWords.TrySlice(bytes, first, 4, out var name))
                Set(names, index, (ElfWords.Word(name, 0), true));
            var next = ElfWords.Word(bytes, 16);
            if (next == 0 || next > (uint)bytes.Length)
                return;
            bytes = bytes[(int)next..];
        }
    }

    // Elf_Verneed: version, count, file, aux, next; Elf_Vernaux: hash, flags, index, name, next.
    private static void ReadNeeds(ReadOnlySpan<byte> bytes, List<(uint Name, bool IsDefined)> names)
    {
        var budget = ElfLimits.MaxVersions;
        while (budget-- > 0 && bytes.Length >= NeedBytes)
        {
            var first = ElfWords.Word(bytes, 8);
            var entries = first <= (uint)bytes.Length ? bytes[(int)first..] : default;
            while (budget-- > 0 && entries.Length >= NeedBytes)
            {
                Set(names, ElfWords.Half(entries, 6) & 0x7fff, (ElfWords.Word(entries, 8), false));
                var following = ElfWords.Word(entries, 12);
                if (following == 0 || following > (uint)entries.Length)
                    break;
                entries = entries[(int)following..];
            }

            var next = ElfWords.Word(bytes, 12);
            if (next == 0 || next > (uint)bytes.Length)
                return;
            bytes = bytes[(int)next..];
        }
    }

    private static void Set(List<(uint Name, bool IsDefined)> names, int index, (uint Name, bool IsDefined) name)
    {
        while (names.Count <= index)
            names.Add(default);
        names[index] = name;
    }
}
