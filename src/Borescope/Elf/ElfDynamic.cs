using System;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Elf;

/// <summary>What the dynamic section says: needed libraries, own name, and where its tables lie.</summary>
public sealed class ElfDynamic
{
    private ElfDynamic()
    {
    }

    /// <summary>Names of the libraries that the loader loads with this file (DT_NEEDED), in order.</summary>
    public IReadOnlyList<string> Needed { get; private set; } = [];

    /// <summary>The name under which others ask for this library (DT_SONAME), null when it has none.</summary>
    public string? SharedName { get; private set; }

    /// <summary>Whether the file has a dynamic section at all; static programs do not.</summary>
    public bool Exists { get; private set; }

    // Addresses, 0 where the tag is missing.
    internal ulong Symbols { get; private set; }

    internal ulong Strings { get; private set; }

    internal ulong StringBytes { get; private set; }

    internal ulong Hash { get; private set; }

    internal ulong GnuHash { get; private set; }

    internal ulong Versions { get; private set; }

    internal ulong Definitions { get; private set; }

    internal ulong Needs { get; private set; }

    internal static ElfDynamic Read(ElfFile file)
    {
        var result = new ElfDynamic();
        var bytes = Find(file);
        if (bytes.IsEmpty)
            return result;
        result.Exists = true;
        var wide = file.Header.Is64;
        var size = wide ? 16 : 8;
        var needed = new List<ulong>();
        ulong sharedName = 0;
        for (var index = 0; index < ElfLimits.MaxDynamicEntries && bytes.Length >= size; index++, bytes = bytes[size..])
        {
            var tag = wide ? (long)ElfWords.Long(bytes, 0) : ElfWords.Word(bytes, 0);
            var value = ElfWords.Address(bytes, size / 2, wide);
            if (tag == ElfConstants.DynamicNull)
                break;
            if (tag == ElfConstants.DynamicNeeded && needed.Count < ElfLimits.MaxNeededLibraries)
                needed.Add(value);
            else if (tag == ElfConstants.DynamicSharedName)
                sharedName = value;
            else
                result.Place(tag, value);
        }

        result.ReadNames(file, needed, sharedName);
        return result;
    }

    private static ReadOnlySpan<byte> Find(ElfFile file)
    {
        foreach (ref readonly var segment in file.Segments)
        {
            if (segment.Type == ElfConstants.SegmentDynamic && file.TryGet(segment.Offset, segment.FileSize, out var bytes))
                return bytes;
        }

        return file.TryFindSection(ElfConstants.SectionDynamic, out var section) ? file.BytesOf(section) : default;
    }

    private void Place(long tag, ulong value)
    {
        switch (tag)
        {
            case ElfConstants.DynamicSymbols:
                Symbols = value;
                break;
            case ElfConstants.DynamicStrings:
                Strings = value;
                break;
            case ElfConstants.DynamicStringBytes:
                StringBytes = value;
                break;
            case ElfConstants.DynamicHash:
                Hash = value;
                break;
            case ElfConstants.DynamicGnuHash:
                GnuHash = value;
                break;
            case ElfConstants.DynamicVersions:
                Versions = value;
                break;
            case ElfConstants.DynamicVersionDefinitions:
                Definitions = value;
                break;
            case ElfConstants.DynamicVersionNeeds:
                Needs = value;
                break;
        }
    }

    private void ReadNames(ElfFile file, List<ulong> needed, ulong sharedName)
    {
        if (!file.TryOffsetOf(Strings, out var offset) || !file.TryGet(offset, StringBytes, out var strings))
            return;
        var names = new List<string>(needed.Count);
        foreach (var name in needed)
        {
            if (ElfWords.Text(strings, name) is { IsEmpty: false } text)
                names.Add(Encoding.UTF8.GetString(text));
        }

        Needed = names;
        if (sharedName != 0 && ElfWords.Text(strings, sharedName) is { IsEmpty: false } own)
            SharedName = Encoding.UTF8.GetString(own);
    }
}
