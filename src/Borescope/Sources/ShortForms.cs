using System;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Sources;

/// <summary>
/// Turns the short forms of C programs into plain ones, on the same lines so that places in diagnostics stay: <c>table.lookup(…)</c> into a macro call, functions
/// named after what they probe into functions with a section, includes of kernel headers into nothing (the kernel's types are there already).
/// </summary>
internal static class ShortForms
{
    private const string Include = "#include", Print = "bpf_trace_printk", Table = "BPF_TABLE";

    private static readonly HashSet<string> Tables = new(StringComparer.Ordinal)
    {
        "BPF_HASH", "BPF_PERCPU_HASH", "BPF_LRU_HASH", "BPF_ARRAY", "BPF_PERCPU_ARRAY", "BPF_HISTOGRAM", "BPF_LPM_TRIE", "BPF_QUEUE", "BPF_STACK", "BPF_STACK_TRACE",
        "BPF_PROG_ARRAY", "BPF_CGROUP_ARRAY", "BPF_PERF_OUTPUT", "BPF_RINGBUF_OUTPUT",
    };

    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal)
    {
        "lookup", "lookup_or_try_init", "lookup_or_init", "update", "insert", "delete", "increment", "atomic_increment", "perf_submit", "ringbuf_output", "ringbuf_reserve",
        "ringbuf_submit", "ringbuf_discard", "get_stackid", "push", "pop", "peek", "call", "check_current_task",
    };

    // The kinds of BPF_TABLE(kind, key, value, name, entries), and the kinds of maps they are.
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["hash"] = "HASH", ["percpu_hash"] = "PERCPU_HASH", ["lru_hash"] = "LRU_HASH", ["lru_percpu_hash"] = "LRU_PERCPU_HASH", ["array"] = "ARRAY",
        ["percpu_array"] = "PERCPU_ARRAY", ["histogram"] = "HASH", ["lpm_trie"] = "LPM_TRIE", ["prog"] = "PROG_ARRAY", ["stacktrace"] = "STACK_TRACE",
    };

    private static readonly string[] ReplacedHeaders = ["linux/", "uapi/", "net/", "asm/", "bcc/", "bpf/", "vmlinux.h"];

    /// <summary>The program in plain C.</summary>
    /// <param name="text">The program.</param>
    /// <param name="namesAreSections">Whether functions without a section get the one that their name says, or that of kprobes.</param>
    internal static string Expand(string text, bool namesAreSections)
    {
        var edits = new List<SourceEdit>();
        if (namesAreSections)
            edits.AddRange(ShortFunctions.Find(text, SourceMask.Of(text, keepsMacros: false)));
        AddIncludes(text, edits);
        AddWords(text, SourceMask.Of(text, keepsMacros: true), namesAreSections, edits);
        edits.Sort(static (left, right) => left.Start.CompareTo(right.Start));
        var result = new StringBuilder(text.Length + 256);
        var done = 0;
        foreach (var edit in edits)
        {
            // Nothing inside of what is replaced already.
            if (edit.Start < done)
                continue;
            result.Append(text, done, edit.Start - done).Append(edit.Text);
            done = edit.Start + edit.Length;
        }

        return result.Append(text, done, text.Length - done).Append('\n').ToString();
    }

    private static void AddIncludes(string text, List<SourceEdit> edits)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var found ? found : text.Length;
            if (Replacement(text.AsSpan(start, end - start)) is { } replacement)
                edits.Add(new SourceEdit(start, end - start, replacement));
            start = end + 1;
        }
    }

    // What stands for an include; null for one that stays, and for other lines.
    private static string? Replacement(ReadOnlySpan<char> line)
    {
        var text = line.TrimStart();
        if (!text.StartsWith(Include))
            return null;
        var name = text[Include.Length..].TrimStart(" <\"");
        if (name.StartsWith("bpf/usdt.bpf.h"))
            return "#include \"bpf_usdt.h\"";
        foreach (var header in ReplacedHeaders)
        {
            if (name.StartsWith(header))
                return "";
        }

        return null;
    }

    private static void AddWords(string text, string mask, bool namesAreSections, List<SourceEdit> edits)
    {
        var tables = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < mask.Length;)
        {
            if (!SourceMask.IsName(mask[at]))
            {
                at++;
                continue;
            }

            var end = EndOfName(mask, at);
            var word = mask[at..end];
            var isMember = at > 0 && mask[at - 1] is '.' or '>';
            if (!isMember && end < mask.Length && mask[end] == '(')
                AddMacro(text, at, end, word, namesAreSections, tables, edits);
            else if (!isMember && end < mask.Length && mask[end] == '.' && tables.Contains(word))
                AddCall(mask, at, end, word, edits);
            at = end;
        }
    }

    // Tables are known from where they are defined on.
    private static void AddMacro(string text, int at, int end, string word, bool namesAreSections, HashSet<string> tables, List<SourceEdit> edits)
    {
        var start = SkipBlanks(text, end + 1);
        if (Tables.Contains(word))
        {
            tables.Add(text[start..EndOfName(text, start)]);
        }
        else if (word == Print && namesAreSections && start < text.Length && text[start] == '"')
        {
            // A text alone; the helper wants its length, too.
            edits.Add(new SourceEdit(at, end - at, "bpf_printk"));
        }
        else if (word == Table && start < text.Length && text[start] == '"')
        {
            var close = text.IndexOf('"', start + 1);
            var arguments = close < 0 ? [] : text[(close + 1)..(text.IndexOf(')', close) is > 0 and var last ? last : close + 1)].Split(',');
            if (arguments.Length == 5 && Kinds.TryGetValue(text[(start + 1)..close], out var kind))
            {
                tables.Add(arguments[3].Trim());
                edits.Add(new SourceEdit(at, close + 1 - at, $"___table_of(BPF_MAP_TYPE_{kind}"));
            }
        }
    }

    private static void AddCall(string mask, int at, int end, string table, List<SourceEdit> edits)
    {
        var methodEnd = EndOfName(mask, end + 1);
        var method = mask[(end + 1)..methodEnd];
        if (methodEnd < mask.Length && mask[methodEnd] == '(' && Methods.Contains(method))
            edits.Add(new SourceEdit(at, methodEnd + 1 - at, $"___table_{method}({table}, "));
    }

    private static int EndOfName(string text, int at)
    {
        while (at < text.Length && SourceMask.IsName(text[at]))
            at++;
        return at;
    }

    private static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at;
    }
}
