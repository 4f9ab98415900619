using System;
using System.Collections.Generic;

namespace Borescope.Kernel;

/// <summary>Finds names that a misspelt one may have meant. Keeps the best few while names are offered one by one.</summary>
public sealed class NearMatches
{
    private const int MaxNameLength = 128;

    private readonly string _wanted;
    private readonly int _limit;
    private readonly List<(int Distance, string Name)> _best = [];
    private readonly int[] _rows = new int[3 * (MaxNameLength + 1)];

    /// <summary>Prepares a search.</summary>
    /// <param name="wanted">What the user wrote.</param>
    /// <param name="limit">How many names to keep.</param>
    public NearMatches(string wanted, int limit = 5)
    {
        _wanted = wanted.Length > MaxNameLength ? wanted[..MaxNameLength] : wanted;
        _limit = limit;
        MaxDistance = Math.Clamp(wanted.Length / 3, 1, 4);
    }

    /// <summary>Largest number of edits that still counts as near.</summary>
    public int MaxDistance { get; }

    /// <summary>The names kept, nearest first.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            var names = new string[_best.Count];
            for (var index = 0; index < names.Length; index++)
                names[index] = _best[index].Name;
            return names;
        }
    }

    /// <summary>Offers a name.</summary>
    public void Offer(ReadOnlySpan<char> name)
    {
        if (Math.Abs(name.Length - _wanted.Length) > MaxDistance || name.Length > MaxNameLength)
            return;
        var distance = Distance(name);
        if (distance > MaxDistance || (_best.Count == _limit && distance >= _best[^1].Distance))
            return;
        var position = _best.Count;
        while (position > 0 && _best[position - 1].Distance > distance)
            position--;
        foreach (var (_, known) in _best)
        {
            if (name.SequenceEqual(known))
                return;
        }

        _best.Insert(position, (distance, name.ToString()));
        if (_best.Count > _limit)
            _best.RemoveAt(_limit);
    }

    /// <summary>Offers a name given as ASCII or UTF-8 bytes; names with other bytes are compared byte by byte.</summary>
    public void Offer(ReadOnlySpan<byte> name)
    {
        if (Math.Abs(name.Length - _wanted.Length) > MaxDistance || name.Length > MaxNameLength)
            return;
        Span<char> text = stackalloc char[MaxNameLength];
        for (var index = 0; index < name.Length; index++)
            text[index] = (char)name[index];
        Offer(text[..name.Length]);
    }

    // Edits are insertion, deletion, substitution and swapping neighbours (optimal string alignment).
    private int Distance(ReadOnlySpan<char> name)
    {
        var width = _wanted.Length + 1;
        var older = _rows.AsSpan(0, width);
        var old = _rows.AsSpan(MaxNameLength + 1, width);
        var row = _rows.AsSpan(2 * (MaxNameLength + 1), width);
        for (var column = 0; column < width; column++)
            old[column] = column;
        for (var line = 1; line <= name.Length; line++)
        {
            row[0] = line;
            var best = line;
            for (var column = 1; column < width; column++)
            {
                var cost = name[line - 1] == _wanted[column - 1] ? 0 : 1;
                var value = Math.Min(Math.Min(row[column - 1], old[column]) + 1, old[column - 1] + cost);
                if (line > 1 && column > 1 && name[line - 1] == _wanted[column - 2] && name[line - 2] == _wanted[column - 1])
                    value = Math.Min(value, older[column - 2] + 1);
                row[column] = value;
                best = Math.Min(best, value);
            }

            if (best > MaxDistance)
                return best;
            var free = older;
            older = old;
            old = row;
            row = free;
        }

        return old[width - 1];
    }
}
