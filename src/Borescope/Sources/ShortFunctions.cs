using System;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Sources;

/// <summary>
/// Functions named after what they probe: <c>int kprobe__NAME(struct pt_regs *ctx, T a)</c> gets a section, and its arguments from the registers. Functions that
/// say more of themselves (static, inline, SEC) stay as they are.
/// </summary>
internal static class ShortFunctions
{
    private const string Kprobe = "kprobe__", Kretprobe = "kretprobe__", SystemCall = "syscall__", SystemCallFunction = "sys_";

    /// <summary>What stands for the heads of such functions.</summary>
    /// <param name="text">The source.</param>
    /// <param name="mask">The source without comments, texts and macros.</param>
    internal static IEnumerable<SourceEdit> Find(string text, string mask)
    {
        var depth = 0;
        var start = 0;
        for (var at = 0; at < mask.Length; at++)
        {
            if (mask[at] == '{' && depth++ == 0 && TryHead(text, mask, start, at) is { } edit)
                yield return edit;
            else if (mask[at] == '}' && --depth <= 0)
                (depth, start) = (0, at + 1);
            else if (mask[at] == ';' && depth == 0)
                start = at + 1;
        }
    }

    // From the end of what stands before to the brace that opens the body.
    private static SourceEdit? TryHead(string text, string mask, int start, int brace)
    {
        while (start < brace && char.IsWhiteSpace(mask[start]))
            start++;
        var head = mask[start..brace];
        var open = head.IndexOf('(', StringComparison.Ordinal);
        var close = head.LastIndexOf(')');
        if (open < 0 || close < open || head.AsSpan(close + 1).Trim().Length > 0 || head.AsSpan(open + 1, close - open - 1).ContainsAny('(', ')'))
            return null;
        var words = head[..open].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words is not [("int" or "void") and var result, var name])
            return null;
        var parameters = head[(open + 1)..close].Split(',');
        for (var index = 0; index < parameters.Length; index++)
            parameters[index] = string.Join(' ', parameters[index].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (!parameters[0].Contains('*', StringComparison.Ordinal))
        {
            // A name that says what it probes says that it is a program.
            if (!SaysWhere(name))
                return null;
            if (parameters is not ["" or "void"])
                return new SourceEdit(start, 0, $"_Static_assert(0, \"{name} is attached by its name, so its first parameter is the context: {result} {name}(struct pt_regs *ctx, ...)\"); ");
            parameters = ["void *ctx"];
        }

        // As many lines as before, so that diagnostics name the right one.
        var lines = new string('\n', text.AsSpan(start, brace - start).Count('\n'));
        return new SourceEdit(start, brace - start, Head(result, name, parameters) + lines);
    }

    private static bool SaysWhere(string name) =>
        (name.StartsWith(Kprobe, StringComparison.Ordinal) && name.Length > Kprobe.Length)
        || (name.StartsWith(Kretprobe, StringComparison.Ordinal) && name.Length > Kretprobe.Length)
        || name.Split("__", 3) is ["tracepoint", _, _] or ["raw_tracepoint", _, ..];

    private static string Head(string result, string name, string[] parameters)
    {
        var part = name.Split("__", 3);
        if (part is ["tracepoint", var category, var @event])
            return Plain($"tracepoint/{category}/{@event}", result, name, parameters);
        if (part is ["raw_tracepoint", _, ..])
            return Plain($"raw_tp/{name["raw_tracepoint__".Length..]}", result, name, parameters);
        if (name.StartsWith(Kretprobe, StringComparison.Ordinal))
            return Probe(name, Kretprobe, "kretprobe/", "kretsyscall/", result, parameters);
        if (name.StartsWith(Kprobe, StringComparison.Ordinal))
            return Probe(name, Kprobe, "kprobe/", "ksyscall/", result, parameters);
        return WithRegisters("kprobe", result, name, parameters, isSystemCall: name.StartsWith(SystemCall, StringComparison.Ordinal));
    }

    // The function behind a system call has a prefix that the source need not know, and gets the caller's registers as its only argument.
    private static string Probe(string name, string prefix, string section, string callSection, string result, string[] parameters)
    {
        var target = name[prefix.Length..];
        var isSystemCall = target.StartsWith(SystemCallFunction, StringComparison.Ordinal);
        return WithRegisters(isSystemCall ? callSection + target[SystemCallFunction.Length..] : section + target, result, name, parameters, isSystemCall);
    }

    private static string Plain(string section, string result, string name, string[] parameters) =>
        parameters.Length == 1 && result == "int" ? $"SEC(\"{section}\") int {name}({parameters[0]}) " : WithRegisters(section, result, name, parameters, isSystemCall: false);

    private static string WithRegisters(string section, string result, string name, string[] parameters, bool isSystemCall)
    {
        if (parameters.Length == 1 && result == "int")
            return $"SEC(\"{section}\") int {name}({parameters[0]}) ";
        var inner = $"static __always_inline {result} ___of_{name}({string.Join(", ", parameters)})";
        var values = new StringBuilder();
        for (var index = 1; index < parameters.Length; index++)
        {
            var type = parameters[index].AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_").Trim();
            var value = isSystemCall ? $"PT_REGS_PARM{index}_CORE_SYSCALL(PT_REGS_SYSCALL_REGS(ctx))" : $"PT_REGS_PARM{index}(ctx)";
            values.Append(", (").Append(type).Append(")(unsigned long)(").Append(value).Append(')');
        }

        var call = $"___of_{name}((void *)ctx{values});";
        var body = result == "void" ? $"{call} return 0;" : $"return {call}";
        return $"{inner}; SEC(\"{section}\") int {name}(struct pt_regs *ctx) {{ {body} }} {inner} ";
    }
}
