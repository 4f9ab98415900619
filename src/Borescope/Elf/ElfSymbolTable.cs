using System;

namespace Borescope.Elf;

/// <summary>
/// A symbol table in the file's own bytes: nothing is copied, entries are decoded as they are asked for, names are byte spans. Valid until the
/// file is disposed.
/// </summary>
public sealed class ElfSymbolTable
{
    private readonly ElfFile _file;
    private readonly int _entries;
    private readonly int _entrySize;
    private readonly int _strings;
    private readonly int _stringBytes;

    internal ElfSymbolTable(ElfFile file, int entries, int entrySize, int count, int strings, int stringBytes, ElfVersions? versions = null)
    {
        _file = file;
        _entries = entries;
        _entrySize = entrySize;
        _strings = strings;
        _stringBytes = stringBytes;
        Count = count;
        Versions = versions;
    }

    /// <summary>Entries, the first of which is always empty; 0 when the file has no such table.</summary>
    public int Count { get; }

    /// <summary>Version names of dynamic symbols, null where the table has none.</summary>
    public ElfVersions? Versions { get; }

    private ReadOnlySpan<byte> Strings => _file.Raw.Slice(_strings, _stringBytes);

    /// <summary>The entry at a position; an empty one outside the table.</summary>
    public ElfSymbol this[int index] =>
        (uint)index < (uint)Count ? Decode(_file.Raw.Slice(_entries + (index * _entrySize), _entrySize), index, _file.Header.Is64) : default;

    /// <summary>The name of an entry of this table, without version; empty when the file lies about it.</summary>
    public ReadOnlySpan<byte> NameOf(scoped in ElfSymbol symbol) => ElfWords.Text(Strings, symbol.NameOffset);

    /// <summary>The first defined entry with a name.</summary>
    /// <param name="name">Exact name, without version.</param>
    /// <param name="symbol">The entry.</param>
    /// <param name="after">Search behind this position.</param>
    /// <param name="includeUndefined">Also take entries that only ask for the symbol.</param>
    public bool TryFind(ReadOnlySpan<byte> name, out ElfSymbol symbol, int after = 0, bool includeUndefined = false)
    {
        symbol = default;
        if (name.IsEmpty || name.Length > ElfLimits.MaxNameBytes || !MayContain(name))
            return false;
        var strings = Strings;
        var bytes = _file.Raw;
        for (var index = Math.Max(after + 1, 1); index < Count; index++)
        {
            var entry = bytes.Slice(_entries + (index * _entrySize), _entrySize);
            var offset = ElfWords.Word(entry, 0);
            if (offset >= (ulong)strings.Length || strings.Length - (int)offset <= name.Length || strings[(int)offset + name.Length] != 0
                || !strings.Slice((int)offset, name.Length).SequenceEqual(name))
            {
                continue;
            }

            symbol = Decode(entry, index, _file.Header.Is64);
            if (includeUndefined || symbol.IsDefined)
                return true;
        }

        symbol = default;
        return false;
    }

    /// <summary>Enumerates without allocating.</summary>
    public Enumerator GetEnumerator() => new(this);

    // One vectorized pass over the strings settles most misses before any entry is decoded.
    private bool MayContain(ReadOnlySpan<byte> name) => Strings.IndexOf(name) >= 0;

    private static ElfSymbol Decode(ReadOnlySpan<byte> entry, int index, bool wide) => wide
        ? new ElfSymbol(index, ElfWords.Word(entry, 0), ElfWords.Long(entry, 8), ElfWords.Long(entry, 16), entry[4], ElfWords.Half(entry, 6), entry[5])
        : new ElfSymbol(index, ElfWords.Word(entry, 0), ElfWords.Word(entry, 4), ElfWords.Word(entry, 8), entry[12], ElfWords.Half(entry, 14), entry[13]);

    /// <summary>Walks the entries in file order, the empty first one included.</summary>
    public struct Enumerator
    {
        private readonly ElfSymbolTable _table;
        private int _index;

        internal Enumerator(ElfSymbolTable table)
        {
            _table = table;
            _index = -1;
        }

        /// <summary>The entry.</summary>
        public readonly ElfSymbol Current => _table[_index];

        /// <summary>Goes on to the next entry.</summary>
        public bool MoveNext() => ++_index < _table.Count;
    }
}
