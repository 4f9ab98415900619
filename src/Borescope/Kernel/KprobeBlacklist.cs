using System;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Kernel;

/// <summary>The functions that the kernel refuses to probe, as <c>/sys/kernel/debug/kprobes/blacklist</c> lists them.</summary>
public sealed class KprobeBlacklist
{
    // Code that runs before it is safe to take a breakpoint; the kernel refuses these sections even where it shows no list.
    private static readonly string[] NeverTraceablePrefixes = ["__kprobes_text_", "__pfx_", "__cfi_"];

    private readonly HashSet<string> _names;

    private KprobeBlacklist(HashSet<string> names, bool isKnown)
    {
        _names = names;
        IsKnown = isKnown;
    }

    /// <summary>False when the list cannot be read (debugfs not mounted, no privileges, kernel without kprobes).</summary>
    public bool IsKnown { get; }

    /// <summary>Number of names.</summary>
    public int Count => _names.Count;

    /// <summary>Reads the list; an unreadable one is empty.</summary>
    public static KprobeBlacklist Load(ISystemCalls calls, Tracefs? tracefs)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var debug = tracefs?.DebugRoot ?? Tracefs.DefaultDebugRoot;
        using var reader = new KernelLineReader(calls, $"{debug}/kprobes/blacklist");
        while (reader.TryRead(out var line))
        {
            // "0xffffffff81000000-0xffffffff81000010\tname"
            var tab = line.IndexOf((byte)'\t');
            if (tab >= 0)
                names.Add(Encoding.UTF8.GetString(line[(tab + 1)..].Trim((byte)' ')));
        }

        return new KprobeBlacklist(names, names.Count > 0);
    }

    /// <summary>Whether the kernel refuses to probe a function.</summary>
    public bool Contains(string name) => _names.Contains(name);

    /// <summary>Whether a symbol is padding or metadata rather than a function.</summary>
    internal static bool IsNeverTraceable(string name)
    {
        foreach (var prefix in NeverTraceablePrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
