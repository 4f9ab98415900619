using System;

namespace Borescope.Elf;

/// <summary>Finds symbol tables by section, and the dynamic one also by the dynamic segment (files without section headers).</summary>
internal static class ElfSymbolTables
{
    /// <summary>The table in the first section of a type.</summary>
    /// <param name="file">The file.</param>
    /// <param name="sectionType">The type of section.</param>
    /// <param name="most">Most entries; a file that reaches the usual limit has hundreds of megabytes.</param>
    internal static ElfSymbolTable Find(ElfFile file, uint sectionType, int most = ElfLimits.MaxSymbols)
    {
        if (!file.TryFindSection(sectionType, out var section) || file.BytesOf(section) is not { IsEmpty: false } bytes
            || section.Link >= (uint)file.Sections.Length)
        {
            return Empty(file);
        }

        var strings = file.Sections[(int)section.Link];
        var size = EntrySize(file);
        var count = Math.Min(bytes.Length / size, most);
        if (file.BytesOf(strings).IsEmpty)
            return Empty(file);
        var versions = sectionType == ElfConstants.SectionDynamicSymbols ? Versions(file, count) : null;
        return new ElfSymbolTable(file, (int)section.Offset, size, count, (int)strings.Offset, (int)strings.Size, versions);
    }

    /// <summary>The table of dynamic symbols.</summary>
    /// <param name="file">The file.</param>
    /// <param name="most">Most entries.</param>
    internal static ElfSymbolTable FindDynamic(ElfFile file, int most = ElfLimits.MaxSymbols)
    {
        var table = Find(file, ElfConstants.SectionDynamicSymbols, most);
        return table.Count > 0 ? table : FindBySegment(file, most);
    }

    private static ElfSymbolTable FindBySegment(ElfFile file, int most)
    {
        var dynamic = file.Dynamic;
        var size = EntrySize(file);
        if (dynamic.Symbols == 0 || !file.TryOffsetOf(dynamic.Symbols, out var symbols) || !file.TryOffsetOf(dynamic.Strings, out var strings)
            || !file.TryGet(strings, dynamic.StringBytes, out _) || symbols >= (ulong)file.Length)
        {
            return Empty(file);
        }

        var fitting = (int)Math.Min(((ulong)file.Length - symbols) / (ulong)size, (ulong)most);
        var count = Math.Min(ElfHash.CountSymbols(file, dynamic, most), fitting);
        file.TryGet(symbols, (ulong)count * (ulong)size, out _);
        return new ElfSymbolTable(file, (int)symbols, size, count, (int)strings, (int)dynamic.StringBytes, Versions(file, count));
    }

    private static ElfVersions? Versions(ElfFile file, int count)
    {
        var dynamic = file.Dynamic;
        if (dynamic.Versions == 0 || !file.TryOffsetOf(dynamic.Versions, out var indexes) || !file.TryOffsetOf(dynamic.Strings, out var strings)
            || !file.TryGet(indexes, (ulong)count * 2, out _) || !file.TryGet(strings, dynamic.StringBytes, out _))
        {
            return null;
        }

        var names = ElfVersionNames.Read(file, dynamic);
        return new ElfVersions(file, (int)indexes, count, (int)strings, (int)dynamic.StringBytes, names);
    }

    private static int EntrySize(ElfFile file) => file.Header.Is64 ? 24 : 16;

    private static ElfSymbolTable Empty(ElfFile file) => new(file, 0, EntrySize(file), 0, 0, 0);
}
