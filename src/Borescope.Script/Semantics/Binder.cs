using System;
using System.Collections.Generic;
using System.Globalization;
using Borescope.Script.Binding;
using Borescope.Script.Diagnostics;
using Borescope.Script.Semantics.AttachPoints;
using Borescope.Script.Semantics.Configuration;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

/// <summary>
/// Semantic analysis: resolves names, types and attach points of a parsed script. All probes are bound again and again until no type of a variable or map
/// grows any more; the messages of the last pass count.
/// </summary>
public static class Binder
{
    private const string PerCpu = "percpu";

    // Each pass widens at least one type, and types widen only a few times: a script that needs more has no solution.
    private const int MaxPasses = 24;

    /// <summary>Binds a script; null when there are errors (in <paramref name="diagnostics"/>).</summary>
    /// <param name="tree">The parsed script.</param>
    /// <param name="options">The command line.</param>
    /// <param name="model">The machine it will run on.</param>
    /// <param name="diagnostics">Where messages go; errors already there (from parsing) end the analysis at once.</param>
    public static BoundProgram? Bind(SyntaxTree tree, BinderOptions options, IKernelModel model, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(diagnostics);
        if (diagnostics.HasErrors)
            return null;
        var said = new DiagnosticBag();
        BoundProgram? program = Bind(tree, options, model, said, false, out bool namesProbe);
        if (program is null && namesProbe)
        {
            // A name of a probe is a number that is printed as text. A script that needs the text itself gets it everywhere.
            var saidOfText = new DiagnosticBag();
            program = Bind(tree, options, model, saidOfText, true, out _);
            if (program is not null)
                said = saidOfText;
        }

        diagnostics.AddRange(said);
        return program;
    }

    private static BoundProgram? Bind(SyntaxTree tree, BinderOptions options, IKernelModel model, DiagnosticBag diagnostics, bool probeIsText, out bool namesProbe)
    {
        ScriptConfiguration configuration = ConfigReader.Read(tree, options, diagnostics);
        var analysis = new Analysis(tree, options, configuration, model, diagnostics) { ProbeIsText = probeIsText };
        BoundProgram? program = Bind(analysis);
        namesProbe = analysis.NamesProbe;
        return program;
    }

    private static BoundProgram? Bind(Analysis analysis)
    {
        (SyntaxTree tree, BinderOptions options, DiagnosticBag diagnostics) = (analysis.Tree, analysis.Options, analysis.Diagnostics);
        Preamble.Read(analysis);
        List<ProbeContext> probes = ProbeExpansion.Expand(analysis);
        if (diagnostics.HasErrors)
        {
            // What can be said about the blocks is said all the same, unless nothing is known of their probes.
            BindPasses(analysis, probes, diagnostics);
            return null;
        }

        if (probes.Count == 0)
        {
            var nowhere = new TextSpan(0, Math.Min(1, tree.Source.Text.Length));
            diagnostics.Error(tree.Source, nowhere, "No probes to attach", NothingToDo(options.Mode, tree));
            return null;
        }

        List<BoundProbe> bound = BindPasses(analysis, probes, diagnostics);
        CheckNamedParameters(analysis);
        CheckDeclaredMaps(analysis);
        if (diagnostics.HasErrors)
            return null;
        var maps = new List<MapSymbol>();
        foreach (MapState map in analysis.Maps)
        {
            map.Symbol.IsTally = map.Uses == map.TallyUses;
            if (map.Value is not null)
                maps.Add(map.Symbol);
        }

        return new BoundProgram { Probes = bound, Maps = maps, Configuration = analysis.Configuration, NamedParameters = [.. analysis.NamedParameters.Values] };
    }

    /// <summary>Binds whatever can be bound, errors or not: for editors, which ask about scripts that are being written.</summary>
    /// <returns>The analysis, with maps, macros and types, and the probes of which something is known.</returns>
    internal static (Analysis Analysis, IReadOnlyList<BoundProbe> Probes) BindAll(SyntaxTree tree, BinderOptions options, IKernelModel model, DiagnosticBag diagnostics)
    {
        ScriptConfiguration configuration = ConfigReader.Read(tree, options, diagnostics);
        var analysis = new Analysis(tree, options, configuration, model, diagnostics);
        Preamble.Read(analysis);
        List<ProbeContext> probes = ProbeExpansion.Expand(analysis);
        return (analysis, BindPasses(analysis, probes, diagnostics));
    }

    private static string[] NothingToDo(ScriptMode mode, SyntaxTree tree)
    {
        if (mode == ScriptMode.Test)
            return ["--test runs the probes 'test:name', and this script has none"];
        if (mode == ScriptMode.Bench)
            return ["--bench runs the probes 'bench:name', and this script has none"];
        foreach (DeclarationSyntax declaration in tree.Declarations)
        {
            if (declaration is ProbeSyntax probe && ProviderTable.Find(probe.AttachPoints[0].Parts[0].Text) is { Provider: ProbeProvider.Test or ProbeProvider.Bench } row)
                return [$"this script has only tests or benchmarks: run it with --{row.Name}"];
        }

        return [];
    }

    private static void CheckDeclaredMaps(Analysis analysis)
    {
        foreach (MapState map in analysis.Maps)
        {
            if (map.Declaration is not { } declaration)
                continue;
            if (map.Value is null)
            {
                analysis.Diagnostics.Warning(analysis.Source, declaration.Span, $"Unused map: {map.Symbol.Name}");
                continue;
            }

            bool isPerCpu = declaration.Kind.StartsWith(PerCpu, StringComparison.Ordinal);
            if (map.Value is not PendingType && isPerCpu != map.Value is AggregationType)
            {
                string fitting = isPerCpu ? declaration.Kind[PerCpu.Length..] : PerCpu + declaration.Kind;
                analysis.Diagnostics.Error(
                    analysis.Source,
                    declaration.Span,
                    $"Incompatible map types. Type from declaration: {declaration.Kind}. Type from value/key type: {fitting}",
                    "what is counted per CPU (count, sum, min, max, avg, stats, hist, lhist) is in a percpu map, everything else is not");
            }

            if (map.Symbol.Declared == DeclaredMapKind.Array)
                CheckArray(analysis, map);
        }
    }

    private static void CheckArray(Analysis analysis, MapState map)
    {
        if (map.Symbol.KeyType is not null and not IntegerType)
            analysis.Diagnostics.Error(analysis.Source, map.FirstUse, $"{map.Symbol.Name} is an array: its keys must be integers, not '{ProbeBinder.NameOf(map.Symbol.KeyType)}'");
        else if (map.Value is AggregationType { Kind: AggregationKind.Hist or AggregationKind.LinearHist })
            analysis.Diagnostics.Error(analysis.Source, map.FirstUse, $"{map.Symbol.Name} is an array, which holds no histograms", "declare it as percpuhash(entries)");
    }

    private static void CheckNamedParameters(Analysis analysis)
    {
        foreach (string name in analysis.Options.NamedParameters.Keys)
        {
            if (name == "help" || analysis.NamedParameters.ContainsKey(name))
                continue;
            string[] near = Suggestions.Hint(name, analysis.NamedParameters.Keys);
            var source = new ScriptSource("arguments", "--" + name);
            analysis.Diagnostics.Error(source, new TextSpan(0, name.Length + 2), $"this script has no parameter '{name}'", near.Length > 0 ? near : ["'-- --help' lists the parameters of a script"]);
        }
    }

    private static List<BoundProbe> BindPasses(Analysis analysis, List<ProbeContext> probes, DiagnosticBag diagnostics)
    {
        for (int pass = 1; ; pass++)
        {
            analysis.Changed = false;
            analysis.Diagnostics = new DiagnosticBag();
            foreach (MapState map in analysis.Maps)
                map.Uses = map.TallyUses = 0;
            var bound = new List<BoundProbe>(probes.Count);
            foreach (ProbeContext probe in probes)
            {
                if (probe.Provider == ProbeProvider.Iter)
                {
                    ProbeSignature.Resolve(probe, analysis.Model);
                    probe.UsesArguments = true; // Its context tells when the walk is over.
                }

                BoundBlock body = new ProbeBinder(analysis, probe).Bind();
                bound.Add(new BoundProbe { AttachPoints = probe.Points, Body = body, Arguments = probe.UsesArguments ? probe.Arguments : null, NeedsTypedContext = probe.NeedsTypedContext, TakesKernelAddresses = analysis.TakesKernelAddresses });
            }

            if ((analysis.Changed || analysis.SettleAddresses() || analysis.SettleMaps() || (!analysis.Diagnostics.HasErrors && analysis.SettleUnassigned())) && pass < MaxPasses)
                continue;
            if (analysis.Changed)
            {
                TextSpan start = new(0, Math.Min(1, analysis.Source.Text.Length));
                analysis.Diagnostics.Error(analysis.Source, start, $"the types of this script do not settle after {MaxPasses.ToString(CultureInfo.InvariantCulture)} passes", "give variables a type: 'let $x: uint64'");
            }

            diagnostics.AddRange(analysis.Diagnostics);
            analysis.Diagnostics = diagnostics;
            return bound;
        }
    }
}
