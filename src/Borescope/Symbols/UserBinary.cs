using System;
using System.Collections.Generic;
using Borescope.Elf;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>A program or library with all its symbol tables: dynamic ones, the full table, or that of the separate debug file.</summary>
internal sealed class UserBinary : IDisposable
{
    private UserBinary(ElfFile file, ElfFile? debug)
    {
        File = file;
        Debug = debug;
        var tables = new List<ElfSymbolTable> { file.DynamicSymbols };
        if (file.Symbols.Count > 0)
            tables.Add(file.Symbols);
        if (debug is not null)
            tables.Add(debug.Symbols);
        Tables = tables.ToArray();
    }

    internal ElfFile File { get; }

    internal ElfFile? Debug { get; }

    /// <summary>Tables in the order in which they are believed.</summary>
    internal ElfSymbolTable[] Tables { get; }

    /// <summary>Opens a file and, when it is stripped, its debug file.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="path">Path to open.</param>
    /// <param name="root">Prefix of the root in which the file lies.</param>
    /// <param name="binary">The result, null on failure.</param>
    /// <param name="diagnostic">Why not.</param>
    /// <param name="inside">Path inside the root, where debug files are looked for; null to take it from <paramref name="path"/>.</param>
    internal static bool TryOpen(ISystemCalls calls, string path, string root, out UserBinary? binary, out string? diagnostic, string? inside = null)
    {
        binary = null;
        if (!ElfFile.TryOpen(calls, path, out var file, out diagnostic))
            return false;
        inside ??= root.Length > 0 && path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..] : path;
        var debug = file!.Symbols.Count == 0 ? DebugFiles.TryOpen(calls, file, inside, root) : null;
        binary = new UserBinary(file, debug);
        return true;
    }

    /// <summary>Takes a file that is open already, without looking for a debug file.</summary>
    internal static UserBinary Own(ElfFile file) => new(file, null);

    /// <summary>Whether a symbol is code at an address that the file holds.</summary>
    internal bool IsCode(in ElfSymbol symbol, out ulong offset)
    {
        offset = 0;
        return symbol.IsDefined && symbol.Section != ElfConstants.SectionIndexAbsolute && (symbol.IsFunction || symbol.Kind == ElfSymbolKind.None)
            && File.TryOffsetOf(symbol.Value, out offset, executableOnly: true);
    }

    public void Dispose()
    {
        File.Dispose();
        Debug?.Dispose();
    }
}
