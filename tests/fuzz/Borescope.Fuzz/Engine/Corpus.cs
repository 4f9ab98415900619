using System;
using System.Collections.Generic;

namespace Borescope.Fuzz.Engine;

/// <summary>The inputs that others are made from: the seeds, and whatever reached something new.</summary>
internal sealed class Corpus
{
    // Small inputs are quicker to run and to mutate with effect.
    private const int MaxBytes = 256 << 10;
    private const int MaxEntries = 4096;

    private readonly List<byte[]> _entries = [];

    internal int Count => _entries.Count;

    internal byte[] this[int index] => _entries[index];

    internal void Add(ReadOnlySpan<byte> content, Random random)
    {
        if (content.Length > MaxBytes)
            return;
        if (_entries.Count < MaxEntries)
            _entries.Add(content.ToArray());
        else
            _entries[random.Next(_entries.Count)] = content.ToArray();
    }

    // Late entries are picked more often than old ones: what was new last is explored first.
    internal byte[] Pick(Random random)
    {
        var from = random.Next(3) == 0 ? Math.Max(0, _entries.Count - 64) : 0;
        return _entries[random.Next(from, _entries.Count)];
    }
}
