using System;
using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Diagnostics;
using Borescope.Script.Semantics.AttachPoints;
using Borescope.Script.Semantics.Configuration;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics.Listing;

/// <summary>Answers <c>-l</c>: which probes match a pattern, or which a program would attach.</summary>
/// <param name="model">The machine.</param>
/// <param name="options">The command line.</param>
public sealed class ProbeLister(IKernelModel model, BinderOptions options)
{
    /// <summary>Writes the probes that match a pattern, one per line.</summary>
    /// <param name="pattern">
    /// An attach point with <c>*</c>, also in the provider; a lone word means any provider and that target; <c>struct X</c> shows a definition; empty: everything.
    /// </param>
    /// <param name="verbose">With arguments.</param>
    /// <param name="write">Takes each line.</param>
    /// <param name="diagnostics">What is wrong with the pattern.</param>
    public void List(string pattern, bool verbose, Action<string> write, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var source = new ScriptSource("stdin", pattern.Length == 0 ? "*" : pattern);
        if (pattern.StartsWith("struct ", StringComparison.Ordinal) || pattern.StartsWith("union ", StringComparison.Ordinal) || pattern.StartsWith("enum ", StringComparison.Ordinal))
        {
            ListType(source, verbose, write, diagnostics);
            return;
        }

        var points = new List<AttachPointSyntax>();
        if (!new AttachPointScanner(source, source.Text, 0, source.Text.Length, diagnostics).Scan(points))
            return;
        int before = diagnostics.Items.Count, lines = 0;
        Action<string> counted = line =>
        {
            lines++;
            write(line);
        };
        foreach (AttachPointSyntax point in points)
        {
            var parts = new List<string>();
            foreach (AttachPointPartSyntax part in point.Parts)
                parts.Add(part.Text);
            if (parts.Count == 1 && ProviderTable.Find(parts[0]) is null)
                parts = ["*", Wildcard.IsPattern(parts[0]) ? parts[0] : $"*{parts[0]}*"];
            ListPoint(parts, point, source, verbose, counted, diagnostics);
        }

        if (lines == 0 && diagnostics.Items.Count == before)
            diagnostics.Warning(source, new TextSpan(0, source.Text.Length), $"No probe matches '{source.Text}'.", "'*' stands for any text: borescope -l '*word*' looks for a word in all providers");
    }

    /// <summary>Writes the probes of a program.</summary>
    /// <param name="tree">The parsed program.</param>
    /// <param name="verbose">With arguments.</param>
    /// <param name="write">Takes each line.</param>
    /// <param name="diagnostics">What is wrong with its attach points.</param>
    public void List(SyntaxTree tree, bool verbose, Action<string> write, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(diagnostics);
        ScriptConfiguration configuration = ConfigReader.Read(tree, options, diagnostics);
        foreach (DeclarationSyntax declaration in tree.Declarations)
        {
            if (declaration is not ProbeSyntax probe)
                continue;
            foreach (AttachPoint place in AttachPointResolver.Resolve(probe, tree.Source, options, configuration, model, diagnostics))
                Write(place, verbose, write);
        }
    }

    private void ListType(ScriptSource source, bool verbose, Action<string> write, DiagnosticBag diagnostics)
    {
        if (source.Text.Contains('*', StringComparison.Ordinal))
        {
            ListTypes(source, verbose, write, diagnostics);
            return;
        }

        IReadOnlyList<string>? lines = model.DescribeType(source.Text.Trim());
        if (lines is null)
            diagnostics.Error(source, new TextSpan(0, source.Text.Length), $"the kernel's BTF has no {source.Text.Trim()}");
        else if (!verbose)
            write(source.Text.Trim());
        else
            Each(lines, write);
    }

    private void ListTypes(ScriptSource source, bool verbose, Action<string> write, DiagnosticBag diagnostics)
    {
        string[] words = source.Text.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var tags = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string tag in words[0] == "enum" ? model.EnumTags() : model.StructTags())
        {
            if (tag.Length > 0 && Wildcard.Matches(words[1], tag))
                tags.Add(tag);
        }

        int found = 0;
        foreach (string tag in tags)
        {
            // A tag may be that of a union where structs are asked for.
            string name = words[0] + " " + tag;
            if (model.DescribeType(name) is not { } lines)
                continue;
            found++;
            if (verbose)
                Each(lines, write);
            else
                write(name);
        }

        if (found == 0)
            diagnostics.Warning(source, new TextSpan(0, source.Text.Length), $"No type matches '{source.Text}'.", "'*' stands for any text in the names of structs, unions and enums");
    }

    private void ListPoint(List<string> parts, AttachPointSyntax syntax, ScriptSource source, bool verbose, Action<string> write, DiagnosticBag diagnostics)
    {
        bool any = false, pattern = Wildcard.IsPattern(parts[0]);
        foreach (ListingRow row in ListingTable.Rows)
        {
            if (pattern ? !row.IsListed || !Wildcard.Matches(parts[0], row.Name) : ProviderTable.Find(parts[0])?.Name != row.Name)
                continue;
            any = true;
            var places = new List<AttachPoint>();
            string? problem = row.List(model, options, parts, places.Add);
            places.Sort(static (a, b) => string.CompareOrdinal(a.Text, b.Text));
            foreach (AttachPoint place in places)
                Write(place, verbose, write);
            if (problem is not null && !pattern)
                diagnostics.Error(source, syntax.Span, problem);
        }

        if (any)
            return;
        if (ProviderTable.Find(parts[0]) is { } known)
            diagnostics.Error(source, syntax.Span, $"there is no list of {known.Name} probes: the script says what they are", $"write '{known.Form}'");
        else if (!pattern)
            diagnostics.Error(source, syntax.Span, $"unknown probe provider '{parts[0]}'", Typing.Suggestions.Hint(parts[0], ProviderTable.Names()));
    }

    private void Write(AttachPoint place, bool verbose, Action<string> write)
    {
        write(place.Text);
        if (!verbose)
            return;
        foreach (string argument in model.DescribeArguments(place))
            write("    " + argument);
    }

    private static void Each(IReadOnlyList<string> lines, Action<string> write)
    {
        foreach (string line in lines)
            write(line);
    }
}
