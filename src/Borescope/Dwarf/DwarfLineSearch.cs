using System;
using System.Collections.Generic;

namespace Borescope.Dwarf;

/// <summary>Collects where a source line has code, and what may be said when it has none.</summary>
/// <param name="source">Name of the file, or the end of its path.</param>
/// <param name="line">The line.</param>
/// <param name="column">The column; 0: any.</param>
internal sealed class DwarfLineSearch(string source, int line, int column)
{
    private const int MaxNames = 8;

    private readonly List<ulong> _found = [];
    private readonly SortedSet<int> _lines = [];
    private readonly SortedSet<int> _columns = [];
    private readonly SortedSet<string> _files = new(StringComparer.Ordinal);
    private bool _hasFile;
    private int _steps;

    /// <summary>Counts a step through a table; false when all of them together have taken more than a file of this kind has.</summary>
    internal bool MayGoOn() => ++_steps <= DwarfLimits.MaxRows;

    /// <summary>Whether a file is the one asked for.</summary>
    internal bool Matches(string path)
    {
        var matches = path == source || (path.Length > source.Length && path.EndsWith(source, StringComparison.Ordinal) && path[^(source.Length + 1)] == '/');
        _hasFile |= matches;
        if (!matches && _files.Count < 1024)
            _files.Add(path[(path.LastIndexOf('/') + 1)..]);
        return matches;
    }

    /// <summary>Takes the start of a statement in the file asked for.</summary>
    internal void Add(ulong address, int foundLine, int foundColumn)
    {
        _lines.Add(foundLine);
        if (foundLine != line)
            return;
        _columns.Add(foundColumn);
        if (column == 0 || foundColumn == column)
            _found.Add(address);
    }

    /// <summary>The first address in each function, sorted.</summary>
    internal IReadOnlyList<ulong> Result(Func<ulong, ulong> startOf)
    {
        var first = new SortedDictionary<ulong, ulong>();
        foreach (var address in _found)
        {
            var function = startOf(address);
            if (!first.TryGetValue(function, out var known) || address < known)
                first[function] = address;
        }

        return [.. first.Values];
    }

    /// <summary>Why there is nothing.</summary>
    internal string Explain(string path)
    {
        if (!_hasFile)
            return $"{path} has no code of a file '{source}'{Names()}";
        if (_columns.Count > 0)
            return $"line {line} of {source} has no code at column {column}; it has some at {string.Join(", ", _columns)}";
        int before = 0, behind = 0;
        foreach (var with in _lines)
        {
            if (with < line)
                before = with;
            else if (behind == 0)
                behind = with;
        }

        var near = before == 0 && behind == 0 ? "no line of it has"
            : before == 0 ? $"the first line with code is {behind}"
            : behind == 0 ? $"the last line with code is {before}" : $"the nearest lines with code are {before} and {behind}";
        return $"line {line} of {source} has no code; {near}";
    }

    private string Names()
    {
        if (_files.Count == 0)
            return "; it has no line numbers: compile it with -g";
        var names = new List<string>();
        foreach (var name in _files)
        {
            if (names.Count == MaxNames)
                return $"; it is made of {string.Join(", ", names)} and {_files.Count - MaxNames} more";
            names.Add(name);
        }

        return $"; it is made of {string.Join(", ", names)}";
    }
}
