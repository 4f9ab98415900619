using System;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Sources;

/// <summary>
/// Turns the short forms of C programs into plain ones, line by line so that places in diagnostics stay: <c>table.lookup(…)</c> into a macro call, functions
/// named after what they probe into functions with a section, includes of kernel headers into nothing (the kernel's types are there already).
/// </summary>
internal static class ShortForms
{
    private static readonly string[] Tables = ["BPF_HASH", "BPF_ARRAY", "BPF_PERCPU_ARRAY", "BPF_HISTOGRAM", "BPF_STACK_TRACE", "BPF_PERF_OUTPUT", "BPF_RINGBUF_OUTPUT"];

    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal)
    {
        "lookup", "lookup_or_try_init", "lookup_or_init", "update", "insert", "delete", "increment", "atomic_increment", "perf_submit", "ringbuf_output", "ringbuf_reserve",
        "ringbuf_submit", "ringbuf_discard", "get_stackid",
    };

    private static readonly string[] ReplacedHeaders = ["linux/", "uapi/", "net/", "asm/", "bcc/", "bpf/", "vmlinux.h"];

    /// <summary>The program in plain C.</summary>
    /// <param name="text">The program.</param>
    /// <param name="namesAreSections">Whether functions without a section get the one that their name says, or that of kprobes.</param>
    internal static string Expand(string text, bool namesAreSections)
    {
        var tables = FindTables(text);
        var result = new StringBuilder(text.Length + 256);
        var depth = 0;
        foreach (var line in text.Split('\n'))
        {
            var outside = depth == 0;
            foreach (var c in line)
                depth += c switch { '{' => 1, '}' => -1, _ => 0 };
            var plain = line;
            if (IsReplacedInclude(plain))
                plain = "";
            else if (outside && namesAreSections)
                plain = Function(plain);
            result.Append(Calls(plain, tables)).Append('\n');
        }

        return result.ToString();
    }

    private static HashSet<string> FindTables(string text)
    {
        var tables = new HashSet<string>(StringComparer.Ordinal);
        foreach (var macro in Tables)
        {
            for (var at = text.IndexOf(macro + "(", StringComparison.Ordinal); at >= 0; at = text.IndexOf(macro + "(", at + 1, StringComparison.Ordinal))
            {
                var start = at + macro.Length + 1;
                while (start < text.Length && text[start] == ' ')
                    start++;
                var end = start;
                while (end < text.Length && IsName(text[end]))
                    end++;
                if (end > start)
                    tables.Add(text[start..end]);
            }
        }

        return tables;
    }

    private static bool IsReplacedInclude(string line)
    {
        var text = line.AsSpan().TrimStart();
        if (!text.StartsWith("#include", StringComparison.Ordinal))
            return false;
        var name = text["#include".Length..].TrimStart(" <\"");
        foreach (var header in ReplacedHeaders)
        {
            if (name.StartsWith(header, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary><c>int kprobe__NAME(struct pt_regs *ctx, T a)</c> at the start of a line gets its section, and its arguments from registers.</summary>
    private static string Function(string line)
    {
        if (!line.StartsWith("int ", StringComparison.Ordinal) || line.IndexOf('(', StringComparison.Ordinal) is not (> 4 and var open)
            || line.IndexOf(')', open) is not (> 0 and var close) || line.AsSpan(close + 1).TrimStart().StartsWith(";"))
        {
            return line;
        }

        var name = line[4..open].Trim();
        var parameters = line[(open + 1)..close].Split(',');
        if (name.Length == 0 || !parameters[0].Contains('*', StringComparison.Ordinal))
            return line;
        var context = parameters[0].Trim();
        var rest = parameters.AsSpan(1);
        var part = name.Split("__", 3);
        return (part[0], part.Length) switch
        {
            ("kprobe", >= 2) => WithRegisters("kprobe/" + name["kprobe__".Length..], name, context, rest, line[(close + 1)..], "PT_REGS_PARM"),
            ("kretprobe", >= 2) => WithRegisters("kretprobe/" + name["kretprobe__".Length..], name, context, rest, line[(close + 1)..], "PT_REGS_PARM"),
            ("tracepoint", 3) => $"SEC(\"tracepoint/{part[1]}/{part[2]}\") {line}",
            ("raw_tracepoint", >= 2) => $"SEC(\"raw_tp/{name["raw_tracepoint__".Length..]}\") {line}",
            _ => WithRegisters("kprobe", name, context, rest, line[(close + 1)..], "PT_REGS_PARM"),
        };
    }

    private static string WithRegisters(string section, string name, string context, ReadOnlySpan<string> parameters, string behind, string register)
    {
        if (parameters.Length == 0)
            return $"SEC(\"{section}\") int {name}({context}){behind}";
        var inner = new StringBuilder();
        var values = new StringBuilder();
        for (var index = 0; index < parameters.Length; index++)
        {
            var parameter = parameters[index].Trim();
            var end = parameter.Length;
            while (end > 0 && IsName(parameter[end - 1]))
                end--;
            inner.Append(", ").Append(parameter);
            values.Append(", (").Append(parameter.AsSpan(0, end).Trim()).Append(")(").Append(register).Append(index + 1).Append("((struct pt_regs *)ctx))");
        }

        return $"static __always_inline int ___of_{name}({context}{inner}); SEC(\"{section}\") int {name}(struct pt_regs *ctx) {{ return ___of_{name}((void *)ctx{values}); }} "
            + $"static __always_inline int ___of_{name}({context}{inner}){behind}";
    }

    private static string Calls(string line, HashSet<string> tables)
    {
        if (tables.Count == 0 || !line.Contains('.', StringComparison.Ordinal))
            return line;
        var result = new StringBuilder(line.Length + 32);
        var at = 0;
        while (at < line.Length)
        {
            if (!IsName(line[at]) || (at > 0 && (IsName(line[at - 1]) || line[at - 1] is '.' or '>')))
            {
                result.Append(line[at++]);
                continue;
            }

            var end = at;
            while (end < line.Length && IsName(line[end]))
                end++;
            var method = end + 1;
            var methodEnd = method;
            while (methodEnd < line.Length && IsName(line[methodEnd]))
                methodEnd++;
            if (end < line.Length && line[end] == '.' && methodEnd < line.Length && line[methodEnd] == '(' && tables.Contains(line[at..end]) && Methods.Contains(line[method..methodEnd]))
            {
                result.Append("___table_").Append(line, method, methodEnd - method).Append('(').Append(line, at, end - at).Append(", ");
                at = methodEnd + 1;
            }
            else
            {
                result.Append(line, at, end - at);
                at = end;
            }
        }

        return result.ToString();
    }

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
