using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Kernel;

/// <summary>
/// The functions that can be probed at their entry: ftrace's list (with addresses since 6.5), or, on a kernel without ftrace,
/// the code symbols that are not blacklisted.
/// </summary>
public sealed class TraceableFunctions
{
    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdef"u8);

    private const int ExpectedFunctions = 60_000;

    private readonly NameTable _names = new(ExpectedFunctions);
    private readonly List<ulong> _addresses = new(ExpectedFunctions);
    private readonly List<ushort> _moduleOf = new(ExpectedFunctions);
    private readonly List<string> _modules = [""];

    private TraceableFunctions(string source) => Source = source;

    /// <summary>File that the list was read from.</summary>
    public string Source { get; }

    /// <summary>Number of entries; a name may occur several times.</summary>
    public int Count => _names.Count;

    /// <summary>Whether the list itself gives addresses.</summary>
    public bool HasAddresses { get; private set; }

    /// <summary>An entry by position.</summary>
    public TraceableFunction this[int index] =>
        new(_names.Text(index), _moduleOf[index] == 0 ? null : _modules[_moduleOf[index]], _addresses[index]);

    /// <summary>Reads the list.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="tracefs">tracefs, or null when it cannot be reached.</param>
    /// <param name="symbols">Symbols for the kernel without ftrace; asked for only then.</param>
    public static TraceableFunctions Load(ISystemCalls calls, Tracefs? tracefs, Func<KernelSymbols?> symbols)
    {
        if (tracefs is not null)
        {
            foreach (var (file, addresses) in (ReadOnlySpan<(string, bool)>)
                [("available_filter_functions_addrs", true), ("available_filter_functions", false)])
            {
                var list = new TraceableFunctions($"{tracefs.Root}/{file}") { HasAddresses = addresses };
                using var reader = new KernelLineReader(calls, list.Source);
                while (reader.TryRead(out var line))
                    list.AddLine(line, addresses);
                if (list.Count > 0)
                    return list;
            }
        }

        return FromSymbols(calls, tracefs, symbols());
    }

    /// <summary>Reads a list that somebody else made: ftrace's file of this or a like kernel, with or without addresses in front.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="file">Its path: a function a line, its module in brackets behind it.</param>
    /// <returns>Null when the file cannot be read or names no function.</returns>
    public static TraceableFunctions? Read(ISystemCalls calls, string file)
    {
        var list = new TraceableFunctions(file);
        using var reader = new KernelLineReader(calls, file);
        while (reader.TryRead(out var line))
        {
            // The addresses are those of the kernel it was made on, which need not be this boot's.
            var space = line.IndexOf((byte)' ');
            var hasAddress = space is 8 or 16 && line[..space].IndexOfAnyExcept(HexDigits) < 0;
            list.AddLine(hasAddress ? line[(space + 1)..] : line, withAddress: false);
        }

        return list.Count > 0 ? list : null;
    }

    /// <summary>The name's bytes of an entry by position.</summary>
    public ReadOnlySpan<byte> NameOf(int index) => _names[index];

    /// <summary>Whether a function of this name can be probed.</summary>
    public bool Contains(ReadOnlySpan<char> name) => _names.First(name) >= 0;

    /// <summary>The same by bytes and their <see cref="NameTable.Hash"/>.</summary>
    internal bool Contains(ReadOnlySpan<byte> name, uint hash) => _names.First(name, hash) >= 0;

    /// <summary>All entries with exactly this name.</summary>
    public IEnumerable<TraceableFunction> Find(string name)
    {
        foreach (var index in _names.All(name))
            yield return this[index];
    }

    /// <summary>All entries whose name matches, in the order of the list; each name several times when it occurs so.</summary>
    /// <param name="pattern">Pattern for the name.</param>
    /// <param name="module">Pattern for the module; null takes every one, <c>vmlinux</c> names the kernel itself.</param>
    public IEnumerable<TraceableFunction> Match(GlobPattern pattern, GlobPattern? module = null)
    {
        for (var index = 0; index < Count; index++)
        {
            if (!pattern.IsMatch(_names[index]))
                continue;
            if (module is null || module.Value.IsMatch(_moduleOf[index] == 0 ? "vmlinux" : _modules[_moduleOf[index]]))
                yield return this[index];
        }
    }

    private static TraceableFunctions FromSymbols(ISystemCalls calls, Tracefs? tracefs, KernelSymbols? symbols)
    {
        var list = new TraceableFunctions(KernelSymbols.Path) { HasAddresses = symbols is { AddressesHidden: false } };
        var blacklist = KprobeBlacklist.Load(calls, tracefs);
        for (var index = 0; index < (symbols?.Count ?? 0); index++)
        {
            var name = symbols!.NameOf(index);
            if (symbols.IsFunction(index) && !blacklist.Contains(name) && !KprobeBlacklist.IsNeverTraceable(name))
                list.Add(name, symbols.ModuleOf(index) ?? "", symbols.AddressOf(index));
        }

        return list;
    }

    // "[address ]name[ [module]]"; init functions that ftrace disabled carry further words.
    private void AddLine(ReadOnlySpan<byte> line, bool withAddress)
    {
        ulong address = 0;
        if (withAddress)
        {
            var space = line.IndexOf((byte)' ');
            if (space is <= 0 or > 16)
                return;
            foreach (var digit in line[..space])
            {
                var value = HexDigit.Value(digit);
                if (value < 0)
                    return;
                address = (address << 4) | (uint)value;
            }

            line = line[(space + 1)..];
        }

        var end = line.IndexOf((byte)' ');
        var module = "";
        if (end >= 0)
        {
            var open = line[end..].IndexOf((byte)'[');
            var close = line[end..].IndexOf((byte)']');
            if (open >= 0 && close > open)
                module = Encoding.UTF8.GetString(line[end..].Slice(open + 1, close - open - 1));
            line = line[..end];
        }

        // Entries whose name ftrace lost: "__ftrace_invalid_address___1234".
        if (!line.IsEmpty && !line.StartsWith("__ftrace_invalid_address___"u8))
            Add(line, module, address);
    }

    private void Add(ReadOnlySpan<byte> name, string module, ulong address)
    {
        if (_modules[^1] != module && _modules.IndexOf(module) < 0 && _modules.Count < ushort.MaxValue)
            _modules.Add(module);
        _names.Add(name);
        _addresses.Add(address);
        _moduleOf.Add((ushort)Math.Max(0, _modules[^1] == module ? _modules.Count - 1 : _modules.IndexOf(module)));
    }
}
