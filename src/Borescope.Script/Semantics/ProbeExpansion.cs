using System;
using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.AttachPoints;
using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics;

/// <summary>Finds the places of all attach points and groups them by what can share one program.</summary>
internal static class ProbeExpansion
{
    /// <summary>The blocks of a script with their places, in source order.</summary>
    public static List<ProbeContext> Expand(Analysis analysis)
    {
        var probes = new List<ProbeContext>();
        int places = 0;
        foreach (DeclarationSyntax declaration in analysis.Tree.Declarations)
        {
            if (declaration is not ProbeSyntax syntax)
                continue;
            int first = probes.Count, leftOut = 0;
            foreach (AttachPoint point in AttachPointResolver.Resolve(syntax, analysis.Source, analysis.Options, analysis.Configuration, analysis.Model, analysis.Diagnostics))
            {
                if (!IsWanted(point, analysis.Options))
                {
                    leftOut++;
                    continue;
                }

                places++;
                Group(analysis, probes, first, syntax, point).Points.Add(point);
            }

            if (probes.Count > first || leftOut > 0)
                continue;
            if (analysis.Diagnostics.HasErrors)
                analysis.LacksProbes = true;
            else
                analysis.Diagnostics.Warning(analysis.Source, syntax.AttachPoints[0].Span, "nothing is left of this probe: none of its attach points exists");
        }

        CheckLimits(analysis, probes, places);
        CheckIterators(analysis, probes);
        CheckNames(analysis, probes);
        return probes;
    }

    private static bool IsWanted(AttachPoint point, BinderOptions options)
    {
        bool isOfMode = point.Provider switch
        {
            ProbeProvider.Begin or ProbeProvider.End => true,
            ProbeProvider.Test => options.Mode == ScriptMode.Test,
            ProbeProvider.Bench => options.Mode == ScriptMode.Bench,
            _ => options.Mode == ScriptMode.Trace,
        };
        return isOfMode && (point.Provider is ProbeProvider.Begin or ProbeProvider.End || options.ProbeFilter?.IsMatch(point.Text) != false);
    }

    private static void CheckIterators(Analysis analysis, List<ProbeContext> probes)
    {
        ProbeContext? iterator = probes.Find(static p => p.Provider == ProbeProvider.Iter);
        if (iterator is not null && probes.Count > 1)
        {
            analysis.Diagnostics.Error(
                analysis.Source, iterator.Syntax.AttachPoints[0].Span, "an iterator must be the only probe of its script", "it runs once, over what there is; run the other probes by a script of their own");
        }
    }

    private static void CheckNames(Analysis analysis, List<ProbeContext> probes)
    {
        var names = new HashSet<string>();
        foreach (ProbeContext probe in probes)
        {
            if (probe.Provider is not (ProbeProvider.Test or ProbeProvider.Bench))
                continue;
            foreach (AttachPoint point in probe.Points)
            {
                if (!names.Add(point.Text))
                    analysis.Diagnostics.Error(analysis.Source, probe.Syntax.AttachPoints[0].Span, $"there are two probes '{point.Text}'", "their names tell results apart: give each its own");
            }
        }
    }

    // Tracing programs and tracepoints have contexts of their own, and markers their arguments in different places; begin and end run once for each
    // time they are written. All others share a program within a block.
    private static ProbeContext Group(Analysis analysis, List<ProbeContext> probes, int first, ProbeSyntax syntax, AttachPoint point)
    {
        bool shared = point.Provider is not (ProbeProvider.Fentry or ProbeProvider.Fexit or ProbeProvider.Tracepoint or ProbeProvider.RawTracepoint or ProbeProvider.Iter or ProbeProvider.Begin or ProbeProvider.End)
            && (point.Provider != ProbeProvider.Uprobe || !MentionsArguments(analysis, syntax));
        for (int i = first; shared && i < probes.Count; i++)
        {
            if (probes[i].Provider == point.Provider && probes[i].Points[0].Marker?.ArgumentText == point.Marker?.ArgumentText)
                return probes[i];
        }

        var probe = new ProbeContext(probes.Count + 1, syntax, point.Provider);
        probes.Add(probe);
        return probe;
    }

    // Whether a block, or a macro or function that it may use, reads arguments by name, which each function has its own of.
    private static bool MentionsArguments(Analysis analysis, ProbeSyntax syntax)
    {
        if (Mentions(analysis, syntax.Span))
            return true;
        foreach (DeclarationSyntax declaration in analysis.Tree.Declarations)
        {
            if (declaration is not ProbeSyntax && Mentions(analysis, declaration.Span))
                return true;
        }

        return false;
    }

    private static bool Mentions(Analysis analysis, TextSpan span) =>
        analysis.Source.Text.AsSpan(span.Start, span.Length).Contains("args", StringComparison.Ordinal);

    private static void CheckLimits(Analysis analysis, List<ProbeContext> probes, int places)
    {
        if (probes.Count == 0)
            return;
        TextSpan span = Largest(probes).Syntax.AttachPoints[0].Span;
        if (places > analysis.Configuration.MaxProbes)
        {
            analysis.Diagnostics.Error(
                analysis.Source,
                span,
                $"this script has {places} attach points, more than the limit of {analysis.Configuration.MaxProbes}",
                $"narrow the pattern, or raise the limit: config = {{ max_probes = {places}; }}");
        }
        else if (probes.Count > analysis.Configuration.MaxPrograms)
        {
            analysis.Diagnostics.Error(
                analysis.Source,
                span,
                $"this script needs {probes.Count} BPF programs, more than the limit of {analysis.Configuration.MaxPrograms}",
                $"narrow the pattern, or raise the limit: config = {{ max_bpf_progs = {probes.Count}; }}");
        }
    }

    private static ProbeContext Largest(List<ProbeContext> probes)
    {
        var counts = new Dictionary<ProbeSyntax, int>(ReferenceEqualityComparer.Instance);
        ProbeContext largest = probes[0];
        foreach (ProbeContext probe in probes)
        {
            counts[probe.Syntax] = counts.GetValueOrDefault(probe.Syntax) + probe.Points.Count;
            if (counts[probe.Syntax] > counts[largest.Syntax])
                largest = probe;
        }

        return largest;
    }
}
