using System;
using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.AttachPoints;
using Borescope.Script.Semantics.Model;
using Borescope.Symbols;

namespace Borescope.Script.Semantics.Listing;

/// <summary>The providers that can be listed.</summary>
internal static class ListingTable
{
    /// <summary>The rows, in the order in which a pattern over all providers lists them.</summary>
    public static readonly ListingRow[] Rows =
    [
        new("begin", false, static (_, _, _, take) => Plain(ProbeProvider.Begin, "begin", take)),
        new("end", false, static (_, _, _, take) => Plain(ProbeProvider.End, "end", take)),
        new("self", false, static (_, _, _, take) => Plain(ProbeProvider.Self, "self:signal:SIGUSR1", take)),
        new("hardware", true, static (_, _, parts, take) => Counters(ProbeProvider.Hardware, "hardware", PerfEventTable.Hardware, parts, take)),
        new("software", true, static (_, _, parts, take) => Counters(ProbeProvider.Software, "software", PerfEventTable.Software, parts, take)),
        new("interval", true, static (_, _, parts, take) => Timers(ProbeProvider.Interval, "interval", parts, take)),
        new("profile", true, static (_, _, parts, take) => Timers(ProbeProvider.Profile, "profile", parts, take)),
        new("tracepoint", true, Tracepoints),
        new("rawtracepoint", true, RawTracepoints),
        new("kprobe", true, static (model, _, parts, take) => Functions(model, ProbeProvider.Kprobe, "kprobe", parts, take)),
        new("iter", true, Iterators),
        new("usdt", false, Markers),
        new("kretprobe", false, static (model, _, parts, take) => Functions(model, ProbeProvider.Kretprobe, "kretprobe", parts, take)),
        new("fentry", true, static (model, _, parts, take) => Described(model, ProbeProvider.Fentry, "fentry", parts, take)),
        new("fexit", false, static (model, _, parts, take) => Described(model, ProbeProvider.Fexit, "fexit", parts, take)),
        new("uprobe", false, static (model, options, parts, take) => UserFunctions(model, options, ProbeProvider.Uprobe, "uprobe", parts, take)),
        new("uretprobe", false, static (model, options, parts, take) => UserFunctions(model, options, ProbeProvider.Uretprobe, "uretprobe", parts, take)),
    ];

    // A missing part matches everything.
    private static string Part(List<string> parts, int index) => index < parts.Count && parts[index].Length > 0 ? parts[index] : "*";

    private static string? Plain(ProbeProvider provider, string name, Action<AttachPoint> take)
    {
        take(new AttachPoint { Provider = provider, Text = name });
        return null;
    }

    private static string? Counters(ProbeProvider provider, string name, PerfEventRow[] rows, List<string> parts, Action<AttachPoint> take)
    {
        var names = new List<string>();
        foreach (PerfEventRow row in rows)
        {
            names.Add(row.Name);
            if (row.Alias.Length > 0)
                names.Add(row.Alias);
        }

        names.Sort(static (one, other) => string.CompareOrdinal(one + ":", other + ":"));
        foreach (string known in names)
        {
            if (Wildcard.Matches(Part(parts, 1), known))
                take(new AttachPoint { Provider = provider, Text = $"{name}:{known}:", Event = known });
        }

        return null;
    }

    private static string? Iterators(IKernelModel model, BinderOptions options, List<string> parts, Action<AttachPoint> take)
    {
        foreach (string kind in model.Iterators())
        {
            if (Wildcard.Matches(Part(parts, 1), kind))
                take(new AttachPoint { Provider = ProbeProvider.Iter, Text = "iter:" + kind, Event = kind });
        }

        return null;
    }

    private static string? Markers(IKernelModel model, BinderOptions options, List<string> parts, Action<AttachPoint> take)
    {
        string file = parts.Count > 1 ? parts[1] : "";
        (string provider, string name) = parts.Count > 3 ? (Part(parts, 2), Part(parts, 3)) : ("*", Part(parts, 2));
        bool everyFile = file.Length == 0 || Wildcard.IsFilePattern(file);
        string? problem = null;
        foreach (string path in everyFile ? model.MatchFiles(file.Length == 0 ? "*" : file, options.Pid) : [file])
        {
            UserMarkers found = model.FindMarkers(path, provider, name, options);
            problem = everyFile ? null : found.Problem;
            var seen = new HashSet<string>();
            foreach (UsdtSite site in found.Sites)
            {
                string text = $"usdt:{found.Path}:{site.Provider}:{site.Name}";
                if (seen.Add(text))
                    take(new AttachPoint { Provider = ProbeProvider.Usdt, Text = text, Path = found.Path, Category = site.Provider, Event = site.Name, Marker = site });
            }
        }

        return problem;
    }

    private static string? Timers(ProbeProvider provider, string name, List<string> parts, Action<AttachPoint> take)
    {
        foreach (string unit in new[] { "hz", "s", "ms", "us" })
        {
            if (Wildcard.Matches(Part(parts, 1), unit))
                take(new AttachPoint { Provider = provider, Text = $"{name}:{unit}:" });
        }

        return null;
    }

    private static string? Tracepoints(IKernelModel model, BinderOptions options, List<string> parts, Action<AttachPoint> take)
    {
        if (model.TracepointObstacle is { } obstacle)
            return $"no tracepoint can be listed: {obstacle}";

        // "tracepoint:word" and "*:word" mean the event of any category.
        (string category, string name) = parts.Count > 2 ? (Part(parts, 1), Part(parts, 2)) : ("*", Part(parts, 1));
        foreach (TracepointName match in model.MatchTracepoints(category, name))
        {
            take(new AttachPoint
            {
                Provider = ProbeProvider.Tracepoint,
                Text = $"tracepoint:{match.Category}:{match.Event}",
                Category = match.Category,
                Event = match.Event,
            });
        }

        return null;
    }

    private static string? RawTracepoints(IKernelModel model, BinderOptions options, List<string> parts, Action<AttachPoint> take)
    {
        string wanted = parts.Count > 2 ? Part(parts, 1) : "*";
        foreach (string name in model.MatchRawTracepoints(Part(parts, parts.Count > 2 ? 2 : 1)))
        {
            string module = model.FindRawTracepoint(name)?.Module ?? "vmlinux";
            if (Wildcard.Matches(wanted, module))
                take(new AttachPoint { Provider = ProbeProvider.RawTracepoint, Text = $"rawtracepoint:{module}:{name}", Category = module, Event = name });
        }

        return null;
    }

    private static string? Functions(IKernelModel model, ProbeProvider provider, string name, List<string> parts, Action<AttachPoint> take)
    {
        if (model.KprobeObstacle is { } obstacle)
            return $"this kernel has no kprobes: {obstacle}";

        // Modules are named where the pattern names them; otherwise a function is one line, in however many modules it is.
        bool hasModule = parts.Count > 2;
        var listed = new HashSet<string>();
        foreach (KernelFunction match in model.MatchFunctions(hasModule ? Part(parts, 1) : "", Part(parts, hasModule ? 2 : 1), needsBtf: false))
        {
            string module = !hasModule ? "" : (match.Module.Length > 0 ? match.Module : "vmlinux") + ":";
            string text = $"{name}:{module}{match.Name}";
            if (listed.Add(text))
                take(new AttachPoint { Provider = provider, Text = text, Function = match.Name, Module = match.Module });
        }

        return null;
    }

    private static string? Described(IKernelModel model, ProbeProvider provider, string name, List<string> parts, Action<AttachPoint> take)
    {
        if (parts.Count > 1 && parts[1] == ProgramResolution.Keyword)
            return Programs(model, provider, name, parts, take);
        foreach (KernelFunction match in model.MatchFunctions(parts.Count > 2 ? Part(parts, 1) : "", Part(parts, parts.Count > 2 ? 2 : 1), needsBtf: true))
            take(new AttachPoint { Provider = provider, Text = $"{name}:{match.Module}:{match.Name}", Function = match.Name, Module = match.Module });
        return null;
    }

    private static string? Programs(IKernelModel model, ProbeProvider provider, string name, List<string> parts, Action<AttachPoint> take)
    {
        if (!ProgramResolution.TryProgram(parts.Count > 3 ? Part(parts, 2) : "*", out uint id))
            return $"'{parts[2]}' is no number of a BPF program";
        IReadOnlyList<ProgramTarget> matches = model.MatchProgramFunctions(id, Part(parts, parts.Count > 3 ? 3 : 2), out string? problem);
        foreach (ProgramTarget match in matches)
            take(ProgramResolution.Point(provider, name, match));
        return problem;
    }

    private static string? UserFunctions(IKernelModel model, BinderOptions options, ProbeProvider provider, string name, List<string> parts, Action<AttachPoint> take)
    {
        string file = parts.Count > 1 ? parts[1] : "";
        if ((file.Length == 0 || (file == "*" && parts.Count < 3)) && options.Pid == 0)
            return $"listing {name} probes needs a file, a function or a process: {name}:/bin/bash:*, {name}:*:malloc, or -p PID";
        bool everyFile = file.Length == 0 || Wildcard.IsFilePattern(file);
        string? problem = null;
        foreach (string path in everyFile ? model.MatchFiles(file.Length == 0 ? "*" : file, options.Pid) : [file])
        {
            string wanted = parts.Count == 4 ? UserResolution.Target(parts[1..]) : Part(parts, 2);
            UserFunctions found = model.FindUserFunctions(path, wanted, 0, isReturn: false, options with { Unsafe = true }); // Looking is safe.
            problem = everyFile ? null : found.Problem;
            foreach (UserSymbol match in found.Functions)
                take(new AttachPoint { Provider = provider, Text = $"{name}:{found.Path}:{match.Name}", Function = match.Name, Path = found.Path, FileOffset = match.FileOffset });
        }

        return problem;
    }
}
