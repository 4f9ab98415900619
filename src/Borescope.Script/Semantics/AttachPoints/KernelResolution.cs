using System;
using System.Collections.Generic;
using System.Globalization;
using Borescope.Links;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics.AttachPoints;

/// <summary>Places in the kernel: k(ret)probe, fentry, fexit, tracepoint, rawtracepoint.</summary>
internal static class KernelResolution
{
    private const string AnyModule = "";
    private const string Vmlinux = "vmlinux";

    /// <summary>kprobe and kretprobe.</summary>
    public static void Kprobe(AttachPointResolver resolver)
    {
        if (resolver.Parts.Count is 0 or > 2 || resolver.Parts[^1].Length == 0)
        {
            resolver.WrongForm();
            return;
        }

        if (resolver.Model.KprobeObstacle is { } obstacle)
        {
            resolver.Error($"this kernel has no kprobes: {obstacle}", "run it in a kernel that has them: borescope lab -- borescope …", "tracepoints, rawtracepoints, uprobes and timers work here: borescope -l");
            return;
        }

        string module = resolver.Parts.Count == 2 ? resolver.Parts[0] : AnyModule;
        string target = resolver.Parts[^1];
        if (target.StartsWith("0x", StringComparison.Ordinal))
        {
            Address(resolver, target);
            return;
        }

        if (!resolver.SplitOffset(target, out string function, out ulong offset))
            return;
        bool pattern = Wildcard.IsPattern(function) || Wildcard.IsPattern(module);
        if (offset != 0 && (pattern || resolver.Row.Provider == ProbeProvider.Kretprobe))
            resolver.Error(pattern ? "an offset needs one function, not a pattern" : "the return of a function has no offset", $"write '{resolver.Row.Form}'");
        else if (pattern)
            Wildcards(resolver, module, function);
        else if (offset != 0 || IsProbeable(resolver, function, module))
            resolver.Add(Function(resolver, module, function, offset, false));
    }

    /// <summary>fentry and fexit.</summary>
    public static void Fentry(AttachPointResolver resolver)
    {
        if (resolver.Parts.Count > 0 && resolver.Parts[0] == "bpf")
        {
            ProgramResolution.Resolve(resolver);
            return;
        }

        if (resolver.Parts.Count is 0 or > 2 || resolver.Parts[^1].Length == 0)
        {
            resolver.WrongForm();
            return;
        }

        string module = resolver.Parts.Count == 2 ? resolver.Parts[0] : AnyModule;
        string function = resolver.Parts[^1];

        if (!Wildcard.IsPattern(function) && !Wildcard.IsPattern(module))
        {
            FunctionPrototype? prototype = resolver.Model.FindFunction(function, module);
            if (prototype is not null)
                resolver.Add(Typed(resolver, prototype, false));
            else
                Missing(resolver, function, module);
            return;
        }

        int before = resolver.Points.Count;
        foreach (KernelFunction match in resolver.Model.MatchFunctions(module, function, needsBtf: true))
        {
            if (resolver.Points.Count > resolver.Configuration.MaxProbes)
                break;
            if (resolver.Model.FindFunction(match.Name, match.Module) is { } prototype)
                resolver.Add(Typed(resolver, prototype, true));
        }

        if (resolver.Points.Count == before)
            resolver.NoMatches(Target(module, function));
    }

    /// <summary>tracepoint.</summary>
    public static void Tracepoint(AttachPointResolver resolver)
    {
        if (resolver.Parts.Count != 2 || resolver.Parts[1].Length == 0)
        {
            resolver.WrongForm();
            return;
        }

        string category = resolver.Parts[0], name = resolver.Parts[1];
        bool pattern = Wildcard.IsPattern(category) || Wildcard.IsPattern(name);
        if (!pattern)
        {
            if (resolver.Model.FindTracepoint(category, name, out string? problem) is not null)
                resolver.Add(TracepointPlace(resolver, category, name, false));
            else if (problem is not null)
                resolver.Error($"cannot read the format of tracepoint {category}:{name}: {problem}");
            else
                resolver.NoMatches($"{category}:{name}", NearTracepoints(resolver, category, name));
            return;
        }

        int before = resolver.Points.Count;
        foreach (TracepointName match in resolver.Model.MatchTracepoints(category, name))
            resolver.Add(TracepointPlace(resolver, match.Category, match.Event, true));
        if (resolver.Points.Count == before)
            resolver.NoMatches($"{category}:{name}", resolver.Model.TracepointObstacle is { } obstacle ? [obstacle] : []);
    }

    /// <summary>rawtracepoint.</summary>
    public static void RawTracepoint(AttachPointResolver resolver)
    {
        if (resolver.Parts.Count is 0 or > 2 || resolver.Parts[^1].Length == 0)
        {
            resolver.WrongForm();
            return;
        }

        string module = resolver.Parts.Count == 2 ? resolver.Parts[0] : "", name = resolver.Parts[^1];
        int before = resolver.Points.Count;
        IReadOnlyList<string> matches = Wildcard.IsPattern(name) ? resolver.Model.MatchRawTracepoints(name) : resolver.Model.FindRawTracepoint(name) is null ? [] : [name];
        foreach (string match in matches)
        {
            FunctionPrototype? prototype = resolver.Model.FindRawTracepoint(match);
            if (module.Length > 0 && !Wildcard.Matches(module, prototype?.Module ?? "vmlinux"))
                continue;
            resolver.Add(new AttachPoint
            {
                Provider = ProbeProvider.RawTracepoint,
                Text = module.Length > 0 || Wildcard.IsPattern(name) ? $"rawtracepoint:{prototype?.Module ?? (module.Length > 0 ? module : "vmlinux")}:{match}" : $"rawtracepoint:{match}",
                Category = module,
                Event = match,
                FromWildcard = Wildcard.IsPattern(name) || Wildcard.IsPattern(module),
                BtfId = prototype?.BtfId ?? 0,
                Module = prototype?.Module ?? "",
            });
        }

        if (resolver.Points.Count == before)
            resolver.NoMatches(Target(module, name), Typing.Suggestions.Hint(name, resolver.Model.MatchRawTracepoints("*")));
    }

    /// <summary>iter: <c>kind[:pin]</c>.</summary>
    public static void Iterator(AttachPointResolver resolver)
    {
        if (resolver.Parts.Count is 0 or > 2 || resolver.Parts[0].Length == 0)
        {
            resolver.WrongForm();
            return;
        }

        string kind = resolver.Parts[0];
        if (resolver.Model.FindIterator(kind) is not { } iterator)
        {
            string[] hints = Typing.Suggestions.Hint(kind, resolver.Model.Iterators());
            resolver.NoMatches(kind, hints.Length > 0 ? hints : ["borescope -l 'iter:*' lists the iterators of this kernel"]);
            return;
        }

        resolver.Add(new AttachPoint
        {
            Provider = ProbeProvider.Iter,
            Text = resolver.Text,
            Event = kind,
            BtfId = iterator.BtfId,
            Pin = resolver.Parts.Count == 2 ? resolver.Parts[1] : "",
        });
    }

    private static void Address(AttachPointResolver resolver, string target)
    {
        if (!Lexer.TryNumber(target, out ulong address))
            resolver.Error($"'{target}' is no address");
        else if (!resolver.Options.Unsafe)
            resolver.Error("a kprobe at an address needs --unsafe", "an address inside an instruction crashes the kernel; function+offset is checked");
        else
            resolver.Add(new AttachPoint { Provider = resolver.Row.Provider!.Value, Text = resolver.Text, Address = address });
    }

    private static void Wildcards(AttachPointResolver resolver, string module, string function)
    {
        IReadOnlyList<KernelFunction> matches = resolver.Model.MatchFunctions(module, function, needsBtf: false);
        if (matches.Count == 0)
            resolver.NoMatches(Target(module, function));
        foreach (KernelFunction match in matches)
            resolver.Add(Function(resolver, module.Length == 0 ? "" : match.Module, match.Name, 0, true));
    }

    private static AttachPoint Function(AttachPointResolver resolver, string module, string function, ulong offset, bool fromWildcard) => new()
    {
        Provider = resolver.Row.Provider!.Value,
        Text = $"{resolver.Row.Name}:{Target(module, function)}{(offset == 0 ? "" : "+" + offset.ToString(CultureInfo.InvariantCulture))}",
        Function = function,
        Module = module,
        Offset = offset,
        FromWildcard = fromWildcard,
    };

    private static AttachPoint Typed(AttachPointResolver resolver, FunctionPrototype prototype, bool fromWildcard) => new()
    {
        Provider = resolver.Row.Provider!.Value,
        Text = $"{resolver.Row.Name}:{prototype.Module}:{prototype.Name}",
        Function = prototype.Name,
        Module = prototype.Module,
        FromWildcard = fromWildcard,
        BtfId = prototype.BtfId,
    };

    private static AttachPoint TracepointPlace(AttachPointResolver resolver, string category, string name, bool fromWildcard) => new()
    {
        Provider = ProbeProvider.Tracepoint,
        Text = $"tracepoint:{category}:{name}",
        Category = category,
        Event = name,
        FromWildcard = fromWildcard,
    };

    private static string Target(string module, string function) => module.Length == 0 ? function : module + ":" + function;

    // The names in BTF answer at once; only what is not among them is looked for in the kernel's lists.
    private static bool IsProbeable(AttachPointResolver resolver, string function, string module)
    {
        if (module is AnyModule or Vmlinux && resolver.Model.MayHaveFunction(function))
            return true;
        return resolver.Model.FindFunction(function, module) is not null || Missing(resolver, function, module);
    }

    private static bool Missing(AttachPointResolver resolver, string function, string module)
    {
        bool kprobe = resolver.Row.Provider is ProbeProvider.Kprobe or ProbeProvider.Kretprobe;
        FunctionDiagnosis diagnosis = resolver.Model.Diagnose(function, module, kprobe);
        if (kprobe && diagnosis.IsProbeable)
            return true;
        string[] hints = diagnosis.IsProbeable
            ? [$"the kernel's BTF does not describe '{Target(module, function)}'; kprobe:{function} needs no BTF"]
            : diagnosis.Hint is null ? [diagnosis.Message] : [diagnosis.Message, diagnosis.Hint];
        resolver.NoMatches(Target(module, function), hints);
        return false;
    }

    private static string[] NearTracepoints(AttachPointResolver resolver, string category, string name)
    {
        var names = new List<string>();
        foreach (TracepointName match in resolver.Model.MatchTracepoints("*", "*"))
        {
            if (match.Event == name)
                return [$"did you mean '{match.Category}:{match.Event}'?"];
            names.Add(match.Category + ":" + match.Event);
        }

        return Typing.Suggestions.Hint(category + ":" + name, names);
    }
}
