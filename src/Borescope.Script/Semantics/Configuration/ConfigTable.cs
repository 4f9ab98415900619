using System;
using System.Collections.Generic;
using System.Globalization;
using Borescope.Script.Semantics.Builtins;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Configuration;

/// <summary>All settings.</summary>
internal static class ConfigTable
{
    private static readonly string[] Licenses = ["GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"];

    /// <summary>The rows.</summary>
    public static readonly ConfigRow[] Rows =
    [
        new("max_strlen", "BPFTRACE_STRLEN", "bytes of strings of unknown length (1024)", static (c, t) => Number(t, 1, 16384, n => c.Value = c.Value with { MaxStringLength = (int)n })),
        new("max_map_keys", "BPFTRACE_MAP_KEYS_MAX", "entries of a map without declaration (4096)", static (c, t) => Number(t, 1, int.MaxValue, n => c.Value = c.Value with { MaxMapKeys = (int)n })),
        new("max_probes", "", "most attach targets (1024)", static (c, t) => Number(t, 1, int.MaxValue, n => c.Value = c.Value with { MaxProbes = (int)n })),
        new("max_bpf_progs", "", "most BPF programs (1024)", static (c, t) => Number(t, 1, int.MaxValue, n => c.Value = c.Value with { MaxPrograms = (int)n })),
        new("max_cat_bytes", "BPFTRACE_CAT_BYTES_MAX", "most bytes cat() prints (10240)", static (c, t) => Number(t, 1, int.MaxValue, n => c.Value = c.Value with { MaxCatBytes = (int)n })),
        new("perf_rb_pages", "", "pages of the event buffer, rounded up to a power of two (chosen from memory)", static (c, t) => Number(t, 1, 1 << 19, n => c.Value = c.Value with { RingBufferPages = (int)n })),
        new("on_stack_limit", "", "bytes above which values live off the BPF stack (64)", static (c, t) => Number(t, 0, 512, n => c.Value = c.Value with { OnStackLimit = (int)n })),
        new("log_size", "", "most bytes of the verifier's log that are shown (1000000)", static (c, t) => Number(t, 1024, int.MaxValue, n => c.Value = c.Value with { LogSize = (int)n })),
        new("missing_probes", "", "what to do about probes without a match or that the kernel refuses: error, warn or ignore (error)", static (c, t) => Choice(t, ["error", "warn", "ignore"], v => c.Value = c.Value with { MissingProbes = v })),
        new("print_maps_on_exit", "", "whether maps are printed at the end (true)", static (c, t) => Bool(t, v => c.Value = c.Value with { PrintMapsOnExit = v })),
        new("stack_mode", "", "how stacks print: bpftrace, perf, raw or build_id (bpftrace)", static (c, t) => Choice(t, ["bpftrace", "perf", "raw", "build_id"], v => c.Value = c.Value with { StackMode = Mode(v) })),
        new("str_trunc_trailer", "", "appended to strings that were cut (..)", static (c, t) => Text(() => c.Value = c.Value with { TruncationTrailer = t })),
        new("license", "", "license the programs declare, one the kernel takes for GPL (GPL)", static (c, t) => Choice(t, Licenses, v => c.Value = c.Value with { License = v })),
        new("cpp_demangle", "", "whether C++ names are demangled (true)", static (c, t) => Bool(t, v => c.Value = c.Value with { DemangleCpp = v })),

        new("unstable_tseries", "", "whether tseries() is an error, warns or is used (warn)", static (c, t) => Choice(t, ["error", "warn", "enable"], v => c.Value = c.Value with { UnstableTimeSeries = v })),

        // Accepted because scripts set them; Borescope behaves the one way that fits it.
        new("cache_user_symbols", "", "accepted; symbols are cached per process", static (_, t) => Choice(t, ["PER_PID", "PER_PROGRAM", "NONE", "0", "1"], static _ => { })),
        new("lazy_symbolication", "", "accepted; symbols are resolved when they print", static (_, t) => Bool(t, static _ => { })),
        new("show_debug_info", "", "accepted; file and line are not shown", static (_, t) => Bool(t, static _ => { })),
        new("unstable_addr", "", "accepted; & is not unstable", static (_, t) => Choice(t, ["error", "warn", "enable"], static _ => { })),
        new("unstable_import", "", "accepted; import is not unstable", static (_, t) => Choice(t, ["error", "warn", "enable"], static _ => { })),
        new("unstable_macro", "", "accepted; macro is not unstable", static (_, t) => Choice(t, ["error", "warn", "enable"], static _ => { })),
        new("unstable_typeinfo", "", "accepted; typeinfo() is not unstable", static (_, t) => Choice(t, ["error", "warn", "enable"], static _ => { })),
        new("unstable_map_decl", "", "accepted; declarations of maps are not unstable", static (_, t) => Choice(t, ["error", "warn", "enable"], static _ => { })),
        new("unstable_dw_ustack", "", "accepted; dw_ustack() is not supported yet", static (_, t) => Choice(t, ["error", "warn", "enable"], static _ => { })),
    ];

    /// <summary>The row of a key, in any case, with or without <c>BPFTRACE_</c>.</summary>
    public static ConfigRow? Find(string name)
    {
        ReadOnlySpan<char> key = name.StartsWith("BPFTRACE_", StringComparison.OrdinalIgnoreCase) ? name.AsSpan(9) : name;
        foreach (ConfigRow row in Rows)
        {
            if (key.Equals(row.Name, StringComparison.OrdinalIgnoreCase) || (row.OldName.Length > 9 && key.Equals(row.OldName.AsSpan(9), StringComparison.OrdinalIgnoreCase)))
                return row;
        }

        return null;
    }

    /// <summary>All keys.</summary>
    public static IEnumerable<string> Names()
    {
        foreach (ConfigRow row in Rows)
            yield return row.Name;
    }

    private static string? Number(string text, long least, long most, Action<long> set)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) || number < least || number > most)
            return most == int.MaxValue ? $"takes a number of at least {least}" : $"takes a number from {least} to {most}";
        set(number);
        return null;
    }

    private static string? Bool(string text, Action<bool> set)
    {
        bool yes = text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase);
        if (!yes && text is not "0" && !text.Equals("false", StringComparison.OrdinalIgnoreCase))
            return "takes true or false";
        set(yes);
        return null;
    }

    private static string? Choice(string text, string[] choices, Action<string> set)
    {
        foreach (string choice in choices)
        {
            if (!choice.Equals(text, StringComparison.OrdinalIgnoreCase))
                continue;
            set(choice);
            return null;
        }

        return "takes one of: " + string.Join(", ", choices);
    }

    private static string? Text(Action set)
    {
        set();
        return null;
    }

    private static StackMode Mode(string text) => StackBuiltins.Mode(text) ?? StackMode.Bpftrace;
}
