using System;
using System.Collections.Generic;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>
/// Names for kernel addresses. The kernel's table is read at the first question (tens of milliseconds), and again, at most every few seconds, when
/// a kernel address is in no known symbol: a module or a BPF program loaded meanwhile. Not for several threads at once.
/// </summary>
public sealed class KernelSymbolizer
{
    private const long ReloadMilliseconds = 5000;

    private readonly Func<KernelSymbols?> _load;
    private readonly Func<long> _clock;
    private readonly AddressCache _cache = new();
    private readonly Dictionary<int, AddressName> _texts = [];
    private KernelSymbols? _symbols;
    private long _loaded = long.MinValue / 2;

    /// <summary>Prepares a symbolizer; nothing is read yet.</summary>
    /// <param name="calls">The seam.</param>
    public KernelSymbolizer(ISystemCalls calls)
        : this(() => KernelSymbols.TryLoad(calls, out var symbols, out _) ? symbols : null, static () => Environment.TickCount64)
    {
    }

    /// <summary>Uses a table that was read already, until it has to be read again.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="symbols">The table.</param>
    public KernelSymbolizer(ISystemCalls calls, KernelSymbols symbols)
        : this(calls)
    {
        _symbols = symbols;
        _loaded = _clock();
    }

    internal KernelSymbolizer(Func<KernelSymbols?> load, Func<long> clock)
    {
        _load = load;
        _clock = clock;
    }

    /// <summary>Finds the function around an address.</summary>
    /// <param name="address">Kernel address.</param>
    /// <param name="name">The function and its module, empty for the kernel itself.</param>
    /// <returns>False when there is none, or when the kernel hides its addresses (kernel.kptr_restrict).</returns>
    public bool TryResolve(ulong address, out AddressName name)
    {
        if (_cache.TryGet(address, out name, out var known) && known)
            return true;
        known = TryFind(address, out name);
        if (!known && (long)address < 0 && _clock() is var now && now - _loaded >= ReloadMilliseconds)
        {
            _loaded = now;
            if (_load() is { } symbols)
            {
                _symbols = symbols;
                _texts.Clear();
                _cache.Clear();
                known = TryFind(address, out name);
            }
        }

        if (known)
            _cache.Set(address, name, true);
        return known;
    }

    private bool TryFind(ulong address, out AddressName name)
    {
        if (_symbols is null || !_symbols.TryFind(address, out var index, out var offset))
        {
            name = new AddressName("", 0, "");
            return false;
        }

        if (!_texts.TryGetValue(index, out name))
        {
            var symbol = _symbols[index];
            name = new AddressName(symbol.Name, 0, symbol.Module ?? "");
            _texts[index] = name;
        }

        name = name with { Offset = offset };
        return true;
    }
}
