using System.Collections.Generic;
using System.Globalization;
using Borescope.Script.Semantics.Model;

namespace Borescope.Script.Semantics.AttachPoints;

/// <summary>Places in loaded BPF programs: <c>fentry:bpf:[id:]function</c> and fexit.</summary>
internal static class ProgramResolution
{
    /// <summary>The first part of such an attach point.</summary>
    public const string Keyword = "bpf";

    /// <summary>Finds the functions of that name in all programs or in one.</summary>
    public static void Resolve(AttachPointResolver resolver)
    {
        string name = resolver.Row.Name;
        if (resolver.Parts.Count is 1 or > 3 || resolver.Parts[^1].Length == 0)
        {
            resolver.Error($"{name} on a BPF program needs the name of its function", $"write '{name}:bpf:FUNCTION' or '{name}:bpf:ID:FUNCTION'", $"borescope -l '{name}:bpf:*' lists what is loaded");
            return;
        }

        string function = resolver.Parts[^1];
        if (!TryProgram(resolver.Parts.Count == 3 ? resolver.Parts[1] : "*", out uint id))
        {
            resolver.Error($"'{resolver.Parts[1]}' is no number of a BPF program", "a number, as borescope prog list shows it, or '*' for any");
            return;
        }

        IReadOnlyList<ProgramTarget> matches = resolver.Model.MatchProgramFunctions(id, function, out string? problem);
        if (problem is not null)
        {
            resolver.Error(problem);
            return;
        }

        // What traces cannot be traced itself on most kernels: a pattern leaves it out, a name is taken at its word.
        bool pattern = Wildcard.IsPattern(function);
        int before = resolver.Points.Count;
        foreach (ProgramTarget match in matches)
        {
            if (!pattern || !match.IsTracing)
                resolver.Add(Point(resolver.Row.Provider!.Value, name, match) with { FromWildcard = pattern });
        }

        if (resolver.Points.Count > before)
            return;
        var names = new SortedSet<string>();
        foreach (ProgramTarget target in resolver.Model.MatchProgramFunctions(id, "*", out _))
            names.Add(target.Function);
        string[] near = Typing.Suggestions.Hint(function, names);
        string loaded = names.Count == 0
            ? id == 0 ? "no program with types is loaded" : $"program {id.ToString(CultureInfo.InvariantCulture)} is not loaded or has no types"
            : $"borescope -l '{name}:bpf:*' lists the functions of loaded programs";
        resolver.NoMatches(resolver.Text[(name.Length + 1)..], near.Length > 0 ? near : [loaded]);
    }

    /// <summary>Reads the number of a program; <c>*</c> is 0.</summary>
    public static bool TryProgram(string text, out uint id)
    {
        id = 0;
        return text == "*" || (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id != 0);
    }

    /// <summary>The attach point of a function.</summary>
    public static Binding.AttachPoint Point(Binding.ProbeProvider provider, string name, ProgramTarget target) => new()
    {
        Provider = provider,
        Text = string.Create(CultureInfo.InvariantCulture, $"{name}:{Keyword}:{target.ProgramId}:{target.Function}"),
        Function = target.Function,
        ProgramId = target.ProgramId,
        BtfId = target.BtfId,
    };
}
