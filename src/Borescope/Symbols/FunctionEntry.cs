using System;
using Borescope.Elf;

namespace Borescope.Symbols;

/// <summary>One function of a file while its sorted table is built.</summary>
internal struct FunctionEntry : IComparable<FunctionEntry>
{
    private uint _nameOffset;
    private byte _table;
    private byte _rank;

    internal ulong Address { get; private set; }

    internal uint Size { get; private set; }

    /// <summary>All code symbols of a file, sorted by address, one per address: the best name counts.</summary>
    internal static FunctionEntry[] Collect(UserBinary binary)
    {
        var count = 0;
        foreach (var table in binary.Tables)
        {
            foreach (var symbol in table)
                count += MayBeCode(symbol) ? 1 : 0;
        }

        var entries = new FunctionEntry[count];
        count = 0;
        for (var index = 0; index < binary.Tables.Length; index++)
        {
            foreach (var symbol in binary.Tables[index])
            {
                if (!MayBeCode(symbol) || !binary.IsCode(symbol, out _) || IsMarker(binary.Tables[index].NameOf(symbol)))
                    continue;
                entries[count++] = new FunctionEntry
                {
                    Address = symbol.Value,
                    Size = (uint)Math.Min(symbol.Size, uint.MaxValue),
                    _nameOffset = symbol.NameOffset,
                    _table = (byte)index,
                    _rank = Rank(symbol),
                };
            }
        }

        var kept = entries.AsSpan(0, count);
        kept.Sort();
        return kept[..Deduplicate(binary, kept)].ToArray();
    }

    public readonly int CompareTo(FunctionEntry other)
    {
        var order = Address.CompareTo(other.Address);
        return order != 0 ? order : other._rank.CompareTo(_rank);
    }

    internal readonly ReadOnlySpan<byte> NameOf(UserBinary binary)
    {
        var table = binary.Tables[_table];
        return table.NameOf(new ElfSymbol(0, _nameOffset, 0, 0, 0, 0));
    }

    private static bool MayBeCode(in ElfSymbol symbol) =>
        symbol.IsDefined && symbol.Kind is ElfSymbolKind.Function or ElfSymbolKind.IndirectFunction or ElfSymbolKind.None;

    // $x and $d mark code and literals on arm; .L labels are the assembler's own.
    private static bool IsMarker(ReadOnlySpan<byte> name) => name.IsEmpty || name[0] == (byte)'$' || name.StartsWith(".L"u8);

    private static byte Rank(in ElfSymbol symbol) =>
        (byte)((symbol.Size > 0 ? 4 : 0) + (symbol.IsFunction ? 2 : 0) + (symbol.Binding != ElfBinding.Local ? 1 : 0));

    private static int Deduplicate(UserBinary binary, Span<FunctionEntry> entries)
    {
        var kept = 0;
        for (var from = 0; from < entries.Length;)
        {
            var best = from;
            var to = from + 1;
            for (; to < entries.Length && entries[to].Address == entries[from].Address; to++)
            {
                if (entries[to]._rank == entries[best]._rank && IsPlainer(entries[to].NameOf(binary), entries[best].NameOf(binary)))
                    best = to;
            }

            entries[kept++] = entries[best];
            from = to;
        }

        return kept;
    }

    private static bool IsPlainer(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known)
    {
        var order = (name.Length - name.TrimStart((byte)'_').Length) - (known.Length - known.TrimStart((byte)'_').Length);
        if (order != 0)
            return order < 0;
        return name.Length != known.Length ? name.Length < known.Length : name.SequenceCompareTo(known) < 0;
    }
}
