using System.Collections.Generic;
using System.Text;

namespace Borescope.Dwarf;

/// <summary>
/// Where a file describes its functions and its structures: one walk over what stands outside of functions. Functions are known by the address of their
/// code, so only those that have some; structures by tag, the first complete description counts.
/// </summary>
internal sealed class DwarfIndex
{
    private readonly DwarfReader _reader;
    private readonly List<(ulong Low, ulong High, ulong Start, int Entry)> _functions = [];
    private readonly Dictionary<(DwarfTag Kind, string Name), int> _types = [];
    private readonly List<int> _enumerations = [];
    private Dictionary<string, int>? _enumerators;

    internal DwarfIndex(DwarfReader reader)
    {
        _reader = reader;
        foreach (var unit in reader.Units)
        {
            if (unit.IsSkeleton)
            {
                HasSplitUnits = true;
                continue;
            }

            var cursor = reader.At(unit, unit.FirstEntry);
            if (reader.TryRead(unit, ref cursor, out var root) && root.HasChildren)
                Walk(unit, ref cursor);
        }

        _functions.Sort(static (a, b) => a.Low.CompareTo(b.Low));
    }

    /// <summary>Whether parts of the information are in other files (.dwo), which are not read.</summary>
    internal bool HasSplitUnits { get; }

    /// <summary>The function whose code holds an address; 0 when none does.</summary>
    internal int FunctionAt(ulong address)
    {
        var found = Search(address);
        return found >= 0 && (_functions[found].Low == address || address < _functions[found].High) ? _functions[found].Entry : 0;
    }

    /// <summary>Start of the function whose code holds an address; the address itself when none does.</summary>
    internal ulong StartOf(ulong address)
    {
        var found = Search(address);
        return found >= 0 && address < _functions[found].High ? _functions[found].Start : address;
    }

    /// <summary>The complete description of a structure (also a class), union, enumeration or typedef; 0 when there is none.</summary>
    internal int Type(DwarfTag kind, string name) => _types.GetValueOrDefault((Plain(kind), name));

    /// <summary>The complete description of what an entry only declares; 0 when there is none.</summary>
    internal int CompletionOf(in DwarfEntry declaration) =>
        declaration.Completion != 0 ? declaration.Completion : Type(declaration.Tag, declaration.Name.ToString(_reader.Sections));

    /// <summary>The enumeration that a value with a name belongs to; 0 when there is none.</summary>
    internal int EnumerationOf(string enumerator)
    {
        if (_enumerators is null)
        {
            _enumerators = [];
            foreach (var offset in _enumerations)
            {
                if (!_reader.TryRead(offset, out var unit, out var enumeration))
                    continue;
                foreach (var child in _reader.Children(unit, enumeration))
                {
                    if (child.Tag == DwarfTag.Enumerator)
                        _enumerators.TryAdd(child.Name.ToString(_reader.Sections), offset);
                }
            }
        }

        return _enumerators.GetValueOrDefault(enumerator);
    }

    /// <summary>Tags of structures and unions.</summary>
    internal IEnumerable<string> Tags()
    {
        foreach (var (kind, name) in _types.Keys)
        {
            if (kind is DwarfTag.StructureType or DwarfTag.UnionType)
                yield return name;
        }
    }

    private static DwarfTag Plain(DwarfTag kind) => kind is DwarfTag.ClassType or DwarfTag.InterfaceType ? DwarfTag.StructureType : kind;

    private int Search(ulong address)
    {
        int low = 0, high = _functions.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_functions[middle].Low <= address)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return high;
    }

    // Namespaces are walked into; of all else only the entry itself counts.
    private void Walk(DwarfUnit unit, ref DwarfCursor cursor)
    {
        for (var depth = 1; depth > 0 && _reader.TryRead(unit, ref cursor, out var entry);)
        {
            if (entry.IsEnd)
            {
                depth--;
                continue;
            }

            if (entry.Tag == DwarfTag.Namespace)
            {
                depth += entry.HasChildren ? 1 : 0;
                continue;
            }

            Take(unit, entry);
            if (!_reader.SkipChildren(unit, ref cursor, entry))
                return;
        }
    }

    private void Take(DwarfUnit unit, in DwarfEntry entry)
    {
        switch (entry.Tag)
        {
            case DwarfTag.Subprogram when entry.LowAddress is { } low and not 0:
                _functions.Add((low, entry.HighAddress, low, entry.Offset));
                break;
            case DwarfTag.Subprogram when entry.Ranges is { } list:
                // The piece that is entered comes first.
                var pieces = DwarfRanges.Read(_reader, unit, list);
                foreach (var (from, to) in pieces)
                    _functions.Add((from, to, pieces[0].Low, entry.Offset));
                break;
            case DwarfTag.StructureType or DwarfTag.ClassType or DwarfTag.UnionType or DwarfTag.EnumerationType or DwarfTag.Typedef when !entry.IsDeclaration:
                if (entry.Tag == DwarfTag.EnumerationType)
                    _enumerations.Add(entry.Offset);
                var name = entry.Name.In(_reader.Sections);
                if (!name.IsEmpty)
                    _types.TryAdd((Plain(entry.Tag), Encoding.UTF8.GetString(name)), entry.Offset);
                break;
        }
    }
}
