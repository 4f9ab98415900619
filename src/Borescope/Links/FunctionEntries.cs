using System;
using System.Runtime.CompilerServices;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>Entries of functions by name, for those that have their name alone and that ftrace lists: nearly all. Asked for thousands at once, so nothing is allocated.</summary>
/// <param name="facts">The kernel; asked once, since each question takes a lock.</param>
internal sealed class FunctionEntries(KernelFacts facts)
{
    private const int MaxNameBytes = 512;

    private readonly KernelSymbols? _symbols = facts.Symbols is { AddressesHidden: false } symbols ? symbols : null;
    private readonly TraceableFunctions _functions = facts.Functions;

    /// <summary>Finds an entry.</summary>
    /// <param name="function">Name.</param>
    /// <param name="module">Module, <c>vmlinux</c>, or null for anywhere.</param>
    /// <param name="address">The entry.</param>
    /// <returns>False when it takes more to find out: there are several of the name, none, or ftrace lists it by another name.</returns>
    [SkipLocalsInit]
    internal bool TryFind(string function, string? module, out ulong address)
    {
        address = 0;
        Span<byte> buffer = stackalloc byte[MaxNameBytes];
        if (_symbols is null || !Encoding.UTF8.TryGetBytes(function, buffer, out var bytes))
            return false;
        var name = buffer[..bytes];
        var hash = NameTable.Hash(name);
        var index = _symbols.First(name, hash);
        if (index < 0 || !_symbols.IsFunction(index) || !KernelFunctionDiagnosis.InModule(_symbols.ModuleOf(index), module))
            return false;
        if (_symbols.Next(index) >= 0 || !_functions.Contains(name, hash))
            return false;
        address = _symbols.AddressOf(index);
        return true;
    }
}
