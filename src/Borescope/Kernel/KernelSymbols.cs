using System;
using System.Collections.Generic;

namespace Borescope.Kernel;

/// <summary>The kernel's symbol table, both ways. About 30 bytes per symbol; the hash for names is built when first needed.</summary>
public sealed class KernelSymbols
{
    /// <summary>Path of the table.</summary>
    public const string Path = "/proc/kallsyms";

    // No function is longer; an address further behind a symbol lies in a gap between the kernel and its modules.
    private const ulong MaxSymbolBytes = 4 << 20;
    private const int SymbolsOfKernel = 140_000;
    private const int SymbolsOfFile = 1000;

    private readonly NameTable _names;
    private readonly List<string> _modules = [""];
    private readonly Dictionary<string, ushort> _moduleNumbers = new(StringComparer.Ordinal) { [""] = 0 };
    private ulong[] _addresses;
    private ushort[] _moduleOf;
    private byte[] _types;
    private int[]? _order;

    private KernelSymbols(int expectedSymbols)
    {
        _names = new NameTable(expectedSymbols);
        _addresses = new ulong[expectedSymbols];
        _moduleOf = new ushort[expectedSymbols];
        _types = new byte[expectedSymbols];
    }

    /// <summary>Number of symbols.</summary>
    public int Count => _names.Count;

    /// <summary>True when the kernel shows no addresses (kernel.kptr_restrict, or CAP_SYSLOG missing).</summary>
    public bool AddressesHidden { get; private set; } = true;

    /// <summary>A symbol by its position in the file.</summary>
    public KernelSymbol this[int index] =>
        new(_names.Text(index), _addresses[index], (char)_types[index], ModuleOf(index));

    /// <summary>Reads the table of the running kernel.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="symbols">The table, null on failure.</param>
    /// <param name="diagnostic">Why it cannot be read.</param>
    /// <param name="path">Another file of the same format.</param>
    public static bool TryLoad(ISystemCalls calls, out KernelSymbols? symbols, out string? diagnostic, string path = Path)
    {
        symbols = new KernelSymbols(path == Path ? SymbolsOfKernel : SymbolsOfFile);
        using var reader = new KernelLineReader(calls, path);
        while (reader.TryRead(out var line))
            symbols.Add(line);
        diagnostic = null;
        if (symbols.Count == 0)
        {
            diagnostic = reader.Error == Errno.None
                ? $"{path} is empty: the kernel was built without CONFIG_KALLSYMS"
                : $"cannot read {path}: {ErrnoText.Of(reader.Error)}";
            symbols = null;
            return false;
        }

        symbols.Sort();
        return true;
    }

    /// <summary>Address of a symbol by position.</summary>
    public ulong AddressOf(int index) => _addresses[index];

    /// <summary>Module of a symbol by position, null for the kernel itself.</summary>
    public string? ModuleOf(int index) => _moduleOf[index] == 0 ? null : _modules[_moduleOf[index]];

    /// <summary>Whether a symbol by position is code.</summary>
    public bool IsFunction(int index) => (char)_types[index] is 't' or 'T' or 'w' or 'W';

    /// <summary>The name's bytes of a symbol by position.</summary>
    public ReadOnlySpan<byte> NameOf(int index) => _names[index];

    /// <summary>The symbol that contains an address.</summary>
    /// <param name="address">Kernel address.</param>
    /// <param name="index">Position of the symbol.</param>
    /// <param name="offset">Bytes from its start.</param>
    public bool TryFind(ulong address, out int index, out ulong offset)
    {
        index = -1;
        offset = 0;
        if (AddressesHidden)
            return false;
        var low = FirstPosition(address == ulong.MaxValue ? address : address + 1);
        if (low == 0)
            return false;

        // Of several names for one address the first in the file counts, as in the kernel's own lookup.
        var start = AddressAt(low - 1);
        var position = low - 1;
        while (position > 0 && AddressAt(position - 1) == start)
            position--;
        index = _order is null ? position : _order[position];
        offset = address - start;
        return offset < MaxSymbolBytes && _types[index] is not ((byte)'A' or (byte)'a');
    }

    /// <summary>The address of the first symbol with a name, 0 when there is none.</summary>
    public ulong AddressOf(ReadOnlySpan<char> name) => _names.First(name) is var index and >= 0 ? _addresses[index] : 0;

    /// <summary>Whether a symbol of this name exists.</summary>
    public bool Contains(ReadOnlySpan<char> name) => _names.First(name) >= 0;

    /// <summary>Position of the first symbol with a name, -1 when there is none.</summary>
    internal int First(ReadOnlySpan<char> name) => _names.First(name);

    /// <summary>The same by bytes and their <see cref="NameTable.Hash"/>.</summary>
    internal int First(ReadOnlySpan<byte> name, uint hash) => _names.First(name, hash);

    /// <summary>Position of the next symbol with the name of the one at a position, -1 when there is none.</summary>
    internal int Next(int index) => _names.Next(index);

    /// <summary>All symbols with exactly this name, in file order.</summary>
    public IEnumerable<KernelSymbol> Find(string name)
    {
        foreach (var index in _names.All(name))
            yield return this[index];
    }

    /// <summary>All symbols at exactly one address, in file order: a function and its aliases.</summary>
    public IEnumerable<KernelSymbol> At(ulong address)
    {
        if (!TryFind(address, out _, out var offset) || offset != 0)
            yield break;
        for (var position = FirstPosition(address); position < Count && AddressAt(position) == address; position++)
            yield return this[_order is null ? position : _order[position]];
    }

    /// <summary>All symbols whose name matches a pattern, in file order.</summary>
    public IEnumerable<KernelSymbol> Match(GlobPattern pattern)
    {
        for (var index = 0; index < Count; index++)
        {
            if (pattern.IsMatch(_names[index]))
                yield return this[index];
        }
    }

    // The first position whose address is not below.
    private int FirstPosition(ulong address)
    {
        var low = 0;
        var high = Count;
        while (low < high)
        {
            var middle = (int)(((uint)low + (uint)high) / 2);
            if (AddressAt(middle) < address)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private ulong AddressAt(int position) => _addresses[_order is null ? position : _order[position]];

    // "ffffffff81000000 T name", then "\t[module]" for modules.
    private void Add(ReadOnlySpan<byte> line)
    {
        var space = line.IndexOf((byte)' ');
        if (space is <= 0 or > 16 || line.Length < space + 4 || line[space + 2] != (byte)' ')
            return;
        ulong address = 0;
        foreach (var digit in line[..space])
        {
            var value = HexDigit.Value(digit);
            if (value < 0)
                return;
            address = (address << 4) | (uint)value;
        }

        var name = line[(space + 3)..];
        var tab = name.IndexOf((byte)'\t');
        ushort module = 0;
        if (tab >= 0)
        {
            module = ModuleIndex(name[(tab + 1)..]);
            name = name[..tab];
        }

        var index = _names.Count;
        if (index == _addresses.Length)
        {
            Array.Resize(ref _addresses, index * 2);
            Array.Resize(ref _moduleOf, index * 2);
            Array.Resize(ref _types, index * 2);
        }

        _names.Add(name);
        _addresses[index] = address;
        _types[index] = line[space + 1];
        _moduleOf[index] = module;
        AddressesHidden &= address == 0 || _types[index] is (byte)'A' or (byte)'a';
    }

    private ushort ModuleIndex(ReadOnlySpan<byte> bracketed)
    {
        var name = bracketed.Trim("[]"u8);
        var last = _modules[^1];
        if (last.Length == name.Length && System.Text.Encoding.ASCII.GetString(name) == last)
            return (ushort)(_modules.Count - 1);
        var text = System.Text.Encoding.UTF8.GetString(name);
        if (_moduleNumbers.TryGetValue(text, out var number))
            return number;
        if (_modules.Count == ushort.MaxValue)
            return 0;
        number = (ushort)_modules.Count;
        _modules.Add(text);
        _moduleNumbers.Add(text, number);
        return number;
    }

    private void Sort()
    {
        var sorted = true;
        for (var index = 1; index < Count && sorted; index++)
            sorted = _addresses[index - 1] <= _addresses[index];
        if (sorted)
            return;
        var keys = _addresses.AsSpan(0, Count).ToArray();
        var order = new int[Count];
        for (var index = 0; index < order.Length; index++)
            order[index] = index;
        Array.Sort(keys, order);

        // The sort is not stable; among equal addresses file order counts.
        for (var from = 0; from < order.Length;)
        {
            var to = from + 1;
            while (to < order.Length && keys[to] == keys[from])
                to++;
            if (to - from > 1)
                Array.Sort(order, from, to - from);
            from = to;
        }

        _order = order;
    }
}
