using System;

namespace Borescope.Symbols;

/// <summary>A small direct-mapped cache of answers: stacks ask for the same addresses again and again.</summary>
internal sealed class AddressCache
{
    private const int MaxEntries = 4096;
    private const int MinEntries = 64;

    private Entry[] _entries = [];
    private int _misses;

    internal bool TryGet(ulong address, out AddressName name, out bool known)
    {
        if (_entries.Length > 0)
        {
            ref readonly var entry = ref _entries[Slot(address)];
            if (entry.IsUsed && entry.Address == address)
            {
                name = entry.Name;
                known = entry.IsKnown;
                return true;
            }
        }

        name = default;
        known = false;
        return false;
    }

    internal void Set(ulong address, in AddressName name, bool known)
    {
        // Most processes are asked about a few times only; the cache grows with use.
        if (_misses++ >= _entries.Length && _entries.Length < MaxEntries)
        {
            _entries = new Entry[Math.Max(MinEntries, _entries.Length * 4)];
            _misses = 0;
        }

        _entries[Slot(address)] = new Entry(address, name, known, true);
    }

    internal void Clear() => Array.Clear(_entries);

    private int Slot(ulong address) => (int)((address * 0x9e3779b97f4a7c15ul) >> 40) & (_entries.Length - 1);

    private readonly record struct Entry(ulong Address, AddressName Name, bool IsKnown, bool IsUsed);
}
