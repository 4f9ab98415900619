using System;
using System.Collections.Generic;
using System.IO;
using Borescope.Script.Binding;
using Borescope.Script.Diagnostics;
using Borescope.Script.Runtime;
using Borescope.Script.Semantics;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Syntax;

namespace Borescope.Script.Editing;

/// <summary>What is known about the text of a script that is being written: its messages, and its types as far as they can be told.</summary>
public sealed class ScriptInspection
{
    private ScriptInspection(ScriptSource source, SyntaxTree tree, DiagnosticBag diagnostics, Analysis analysis, IReadOnlyList<BoundProbe> probes)
    {
        Source = source;
        Tree = tree;
        Diagnostics = diagnostics;
        Analysis = analysis;
        Probes = probes;
    }

    /// <summary>The text, those of imported files behind it.</summary>
    public ScriptSource Source { get; }

    /// <summary>Its tree; what was not understood is missing.</summary>
    public SyntaxTree Tree { get; }

    /// <summary>What a run would say before anything is loaded.</summary>
    public DiagnosticBag Diagnostics { get; }

    internal Analysis Analysis { get; }

    internal IReadOnlyList<BoundProbe> Probes { get; }

    /// <summary>Looks at a text.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="path">Its file, which imports start from; null when it has none.</param>
    /// <param name="model">The machine it is for.</param>
    public static ScriptInspection Of(string text, string? path, IKernelModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var source = new ScriptSource(path is null ? "stdin" : Path.GetFileName(path), text);
        var diagnostics = new DiagnosticBag();

        // Parameters are given when the script is run; without them every $1 would be warned about.
        var options = new BinderOptions { Unsafe = true, Mode = ModeOf(text) };
        SyntaxTree tree = ScriptReader.Read(source, path, [], diagnostics);

        // After a syntax error whatever else is found may only follow from it.
        DiagnosticBag semantic = diagnostics.HasErrors ? new DiagnosticBag() : diagnostics;
        (Analysis analysis, IReadOnlyList<BoundProbe> probes) = Binder.BindAll(tree, options, model, semantic);
        return new ScriptInspection(source, tree, diagnostics, analysis, probes);
    }

    /// <summary>The smallest expression that a test accepts.</summary>
    internal BoundExpression? Smallest(Func<BoundExpression, bool> accepts)
    {
        BoundExpression? best = null;
        foreach (BoundProbe probe in Probes)
        {
            foreach (BoundExpression expression in BoundNodes.Expressions(probe.Body))
            {
                if ((best is null || expression.Span.Length < best.Span.Length) && accepts(expression))
                    best = expression;
            }
        }

        return best;
    }

    // Probes of tests and benchmarks exist only in their mode.
    private static ScriptMode ModeOf(string text)
    {
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (line.TrimStart().StartsWith("test:"))
                return ScriptMode.Test;
            if (line.TrimStart().StartsWith("bench:"))
                return ScriptMode.Bench;
        }

        return ScriptMode.Trace;
    }
}
