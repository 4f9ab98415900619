using System;

namespace Borescope.Elf;

/// <summary>The hash tables of dynamic symbols: the only place that says how many symbols there are when section headers are gone.</summary>
internal static class ElfHash
{
    internal static int CountSymbols(ElfFile file, ElfDynamic dynamic, int most = ElfLimits.MaxSymbols)
    {
        if (dynamic.Hash != 0 && file.Behind(dynamic.Hash, ElfLimits.MaxHashBytes) is { Length: >= 8 } table)
            return (int)Math.Min(ElfWords.Word(table, 4), most);
        return dynamic.GnuHash != 0 ? CountByGnuHash(file.Behind(dynamic.GnuHash, ElfLimits.MaxHashBytes), file.Header.Is64, most) : 0;
    }

    // Buckets, first hashed symbol, bloom words, shift; then the bloom filter, the buckets and the chains, whose last entry has bit 0 set.
    private static int CountByGnuHash(ReadOnlySpan<byte> table, bool wide, int most)
    {
        if (table.Length < 16)
            return 0;
        var buckets = ElfWords.Word(table, 0);
        var firstHashed = ElfWords.Word(table, 4);
        var bucketsAt = 16 + ((ulong)ElfWords.Word(table, 8) * (wide ? 8u : 4u));
        if (!ElfWords.TrySlice(table, bucketsAt, (ulong)buckets * 4, out var bucketBytes))
            return 0;
        var last = 0u;
        for (var index = 0; index < bucketBytes.Length; index += 4)
            last = Math.Max(last, ElfWords.Word(bucketBytes, index));
        if (last < firstHashed)
            return (int)Math.Min(firstHashed, most);
        var chains = bucketsAt + ((ulong)buckets * 4);
        while (last < most && ElfWords.TrySlice(table, chains + ((ulong)(last - firstHashed) * 4), 4, out var entry))
        {
            last++;
            if ((ElfWords.Word(entry, 0) & 1) != 0)
                break;
        }

        return (int)Math.Min(last, most);
    }
}
