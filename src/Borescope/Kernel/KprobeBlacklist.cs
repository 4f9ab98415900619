using System;

namespace Borescope.Kernel;

/// <summary>The functions that the kernel refuses to probe, as <c>/sys/kernel/debug/kprobes/blacklist</c> lists them.</summary>
public sealed class KprobeBlacklist
{
    private readonly NameTable _names;

    private KprobeBlacklist(NameTable names) => _names = names;

    /// <summary>False when the list cannot be read (debugfs not mounted, no privileges, kernel without kprobes).</summary>
    public bool IsKnown => Count > 0;

    /// <summary>Number of names.</summary>
    public int Count => _names.Count;

    /// <summary>Reads the list; an unreadable one is empty.</summary>
    public static KprobeBlacklist Load(ISystemCalls calls, Tracefs? tracefs)
    {
        var names = new NameTable(64);
        var debug = tracefs?.DebugRoot ?? Tracefs.DefaultDebugRoot;
        using var reader = new KernelLineReader(calls, $"{debug}/kprobes/blacklist");
        while (reader.TryRead(out var line))
        {
            // "0xffffffff81000000-0xffffffff81000010\tname"
            var tab = line.IndexOf((byte)'\t');
            if (tab >= 0)
                names.Add(line[(tab + 1)..].Trim((byte)' '));
        }

        return new KprobeBlacklist(names);
    }

    /// <summary>Whether the kernel refuses to probe a function.</summary>
    public bool Contains(ReadOnlySpan<char> name) => _names.First(name) >= 0;

    /// <summary>Whether the kernel refuses to probe a function.</summary>
    internal bool Contains(ReadOnlySpan<byte> name) => _names.First(name) >= 0;

    /// <summary>Whether a symbol is padding or metadata rather than a function.</summary>
    internal static bool IsNeverTraceable(ReadOnlySpan<byte> name) =>
        name.StartsWith("__pfx_"u8) || name.StartsWith("__cfi_"u8) || name.StartsWith("__kprobes_text_"u8);
}
