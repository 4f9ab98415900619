using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Elf;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>Looks for functions by exact name or pattern in the symbol tables of one file.</summary>
internal sealed class FunctionSearch
{
    private readonly UserBinary _binary;
    private readonly int _maxMatches;

    private delegate bool NameTest(ReadOnlySpan<byte> name);

    internal FunctionSearch(UserBinary binary, int maxMatches = SymbolLimits.MaxMatches)
    {
        _binary = binary;
        _maxMatches = maxMatches;
    }

    /// <summary>Whether patterns mean functions without a size, too: in those it cannot be checked where instructions start.</summary>
    internal bool WithSizeless { get; init; }

    /// <summary>Whether a pattern meant more places than are kept, and the rest was left out.</summary>
    internal bool IsCut { get; private set; }

    /// <summary>Whether the name exists, but as something that cannot be probed.</summary>
    internal ElfSymbol? Unsuitable { get; private set; }

    /// <summary>Whether the file only imports the name.</summary>
    internal bool IsImported { get; private set; }

    /// <summary>All places with exactly this name that are equally good; several only when the name is ambiguous.</summary>
    internal List<(UserFunction Function, ElfSymbol Symbol)> Find(string name)
    {
        var (plain, version) = SplitVersion(name);
        var wanted = Encoding.UTF8.GetBytes(plain);
        var wantedVersion = Encoding.UTF8.GetBytes(version);
        var best = new List<(UserFunction, ElfSymbol)>();
        var bestRank = int.MinValue;
        foreach (var table in _binary.Tables)
        {
            for (var after = 0; table.TryFind(wanted, out var symbol, after, includeUndefined: true); after = symbol.Index)
            {
                if (!symbol.IsDefined)
                {
                    IsImported = true;
                    continue;
                }

                if (version.Length > 0 && (table.Versions is null || !table.Versions.NameOf(symbol).SequenceEqual(wantedVersion)))
                    continue;
                if (!_binary.IsCode(symbol, out var offset))
                {
                    Unsuitable = symbol;
                    continue;
                }

                var rank = Rank(table, symbol, version.Length > 0);
                if (rank < bestRank)
                    continue;
                if (rank > bestRank)
                    best.Clear();
                bestRank = rank;
                if (!best.Exists(known => known.Item1.Offset == offset))
                    best.Add((new UserFunction(_binary.File.Path, offset, name, symbol.Size, symbol.Value), symbol));
            }
        }

        return best;
    }

    /// <summary>All functions whose name matches, sorted by name, each place once under its plainest name.</summary>
    internal List<UserFunction> Match(GlobPattern pattern) => Match(name => pattern.IsMatch(name));

    /// <summary>All functions of C++ that a name of the source means: overloads, and copies of constructors.</summary>
    internal List<UserFunction> Match(CppName wanted) => Match(wanted.IsMatch);

    private List<UserFunction> Match(NameTest test)
    {
        var found = new Dictionary<ulong, (string Name, ulong Size, ulong Address)>();
        foreach (var table in _binary.Tables)
        {
            foreach (var symbol in table)
            {
                if (!symbol.IsFunction || symbol.Kind == ElfSymbolKind.IndirectFunction || (symbol.Size == 0 && !WithSizeless) || !symbol.IsDefined)
                    continue;
                var name = table.NameOf(symbol);
                if (name.IsEmpty || !test(name) || !_binary.IsCode(symbol, out var offset))
                    continue;
                var isKnown = found.TryGetValue(offset, out var known);
                if (isKnown ? !IsPlainer(name, known.Name) : IsCut |= found.Count == _maxMatches)
                    continue;
                found[offset] = (Encoding.UTF8.GetString(name), symbol.Size, symbol.Value);
            }
        }

        var result = new List<UserFunction>(found.Count);
        foreach (var (offset, (name, size, address)) in found)
            result.Add(new UserFunction(_binary.File.Path, offset, name, size, address));
        result.Sort(static (left, right) =>
            string.CompareOrdinal(left.Name, right.Name) is var order and not 0 ? order : left.Offset.CompareTo(right.Offset));
        return result;
    }

    /// <summary>The function around an address.</summary>
    internal bool TryFindAround(ulong address, out UserFunction function)
    {
        function = default;
        var found = false;
        foreach (var table in _binary.Tables)
        {
            foreach (var symbol in table)
            {
                if (!symbol.IsFunction || address < symbol.Value || address - symbol.Value >= Math.Max(symbol.Size, 1) || !_binary.IsCode(symbol, out var offset))
                    continue;
                var name = table.NameOf(symbol);
                if (name.IsEmpty || (found && !IsPlainer(name, function.Name)))
                    continue;
                function = new UserFunction(_binary.File.Path, offset, Encoding.UTF8.GetString(name), symbol.Size, symbol.Value);
                found = true;
            }
        }

        return found;
    }

    /// <summary>Offers all function names, for near matches.</summary>
    internal void OfferNames(NearMatches near)
    {
        foreach (var table in _binary.Tables)
        {
            foreach (var symbol in table)
            {
                if (symbol.IsFunction && symbol.IsDefined)
                    near.Offer(table.NameOf(symbol));
            }
        }
    }

    /// <summary>Names that begin with a text: clones such as <c>f.isra.0</c>, or implementations of an indirect function.</summary>
    internal List<string> NamesStartingWith(string prefix, int limit)
    {
        var result = new List<string>();
        var wanted = Encoding.UTF8.GetBytes(prefix);
        foreach (var table in _binary.Tables)
        {
            foreach (var symbol in table)
            {
                if (symbol.IsFunction && symbol.IsDefined && table.NameOf(symbol) is var name && name.StartsWith(wanted)
                    && Encoding.UTF8.GetString(name) is var text && !result.Contains(text))
                {
                    result.Add(text);
                    if (result.Count == limit)
                        return result;
                }
            }
        }

        return result;
    }

    // Several names for one place: read is better than __read or __GI_read.
    internal static bool IsPlainer(ReadOnlySpan<byte> name, string known)
    {
        var underscores = name.Length - name.TrimStart((byte)'_').Length;
        var knownUnderscores = known.Length - known.AsSpan().TrimStart('_').Length;
        if (underscores != knownUnderscores)
            return underscores < knownUnderscores;
        return name.Length < known.Length;
    }

    // A weak definition loses against a strong one, an old version against the default one, a local function against all.
    private static int Rank(ElfSymbolTable table, in ElfSymbol symbol, bool byVersion)
    {
        if (!symbol.IsFunction)
            return -1;
        if (symbol.Binding == ElfBinding.Local)
            return 0;
        if (!byVersion && table.Versions?.IsHidden(symbol) == true)
            return 1;
        return symbol.Binding == ElfBinding.Weak ? 2 : 3;
    }

    private static (string Name, string Version) SplitVersion(string name)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        return at <= 0 ? (name, "") : (name[..at], name[at..].TrimStart('@'));
    }
}
