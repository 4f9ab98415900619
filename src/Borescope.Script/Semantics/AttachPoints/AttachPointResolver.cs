using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Borescope.Script.Binding;
using Borescope.Script.Diagnostics;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics.AttachPoints;

/// <summary>Turns one attach point as written into the places it stands for. The provider's row does the work; this holds what all of them need.</summary>
internal sealed class AttachPointResolver(
    AttachPointSyntax syntax, ScriptSource source, BinderOptions options, ScriptConfiguration configuration, IKernelModel model, DiagnosticBag diagnostics)
{
    private readonly List<(string Target, string[] Hints)> _missing = [];
    private bool _isBroken;

    /// <summary>The places found.</summary>
    public List<AttachPoint> Points { get; } = [];

    /// <summary>The provider's row.</summary>
    public ProviderRow Row { get; private set; } = ProviderTable.Rows[0];

    /// <summary>The parts behind the provider, parameters expanded.</summary>
    public List<string> Parts { get; } = [];

    /// <summary>The attach point as written, parameters expanded, provider by its canonical name.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The machine.</summary>
    public IKernelModel Model => model;

    /// <summary>The command line.</summary>
    public BinderOptions Options => options;

    /// <summary>The settings.</summary>
    public ScriptConfiguration Configuration => configuration;

    /// <summary>Finds the places of all attach points of a probe; reports what does not exist.</summary>
    public static List<AttachPoint> Resolve(
        ProbeSyntax probe, ScriptSource source, BinderOptions options, ScriptConfiguration configuration, IKernelModel model, DiagnosticBag diagnostics)
    {
        var points = new List<AttachPoint>();
        var resolvers = new List<AttachPointResolver>();
        foreach (AttachPointSyntax written in probe.AttachPoints)
        {
            var resolver = new AttachPointResolver(written, source, options, configuration, model, diagnostics);
            resolver.Resolve();
            points.AddRange(resolver.Points);
            resolvers.Add(resolver);
        }

        foreach (AttachPointResolver resolver in resolvers)
            resolver.ReportMissing(points.Count > 0);
        return points;
    }

    private void Resolve()
    {
        string provider = Expand(syntax.Parts[0].Text);
        for (int i = 1; i < syntax.Parts.Count; i++)
            Parts.Add(Expand(syntax.Parts[i].Text));
        if (_isBroken)
            return;

        // "u:file:" and "begin:" end in an empty part that says nothing.
        while (Parts.Count > 0 && Parts[^1].Length == 0 && !syntax.Parts[Parts.Count].IsQuoted)
            Parts.RemoveAt(Parts.Count - 1);
        ProviderRow? row = ProviderTable.Find(provider);
        if (row is null)
        {
            string[] hints = Wildcard.IsPattern(provider) ? ["a provider may have '*' only with -l"] : Suggestions.Hint(provider, ProviderTable.Names());
            Error($"unknown probe provider '{provider}'", hints.Length > 0 ? hints : ["borescope -l lists what can be probed; a probe is 'provider:target { … }'"]);
            return;
        }

        Row = row;
        Text = Parts.Count == 0 ? row.Name : row.Name + ":" + string.Join(':', Parts);
        if (row.Resolve is null)
            Error($"not supported yet: {row.Name} probes");
        else
            row.Resolve(this);
    }

    /// <summary>Reports a wrong number of parts.</summary>
    public void WrongForm() => Error($"this is no {Row.Name} attach point", $"write '{Row.Form}'");

    /// <summary>Reports an error at the attach point.</summary>
    public void Error(string message, params string[] hints) => diagnostics.Error(source, syntax.Span, message, hints);

    /// <summary>Reports a warning at the attach point.</summary>
    public void Warning(string message, params string[] hints) => diagnostics.Warning(source, syntax.Span, message, hints);

    /// <summary>Notes that nothing matches.</summary>
    public void NoMatches(string target, params string[] hints) => _missing.Add((target, hints));

    // What is missing is treated as the setting missing_probes wants it; but a pattern beside other attach points asks for what there is, be it nothing.
    private void ReportMissing(bool hasOthers)
    {
        foreach ((string target, string[] hints) in _missing)
        {
            string message = $"No matches for {Row.Name} {target}.";
            bool mayBeNone = hasOthers && Parts.Exists(Wildcard.IsPattern);
            if (configuration.MissingProbes == "error" && !mayBeNone)
                Error(message, hints);
            else if (configuration.MissingProbes != "ignore")
                Warning(message + " Skipping.", hints);
        }
    }

    /// <summary>Adds a place.</summary>
    public void Add(AttachPoint point) => Points.Add(point);

    /// <summary>Splits <c>name+offset</c>, but not the name of an operator; false when the offset is no number (and reported).</summary>
    public bool SplitOffset(string text, out string name, out ulong offset)
    {
        offset = 0;
        int plus = text.Contains("operator+", StringComparison.Ordinal) ? -1 : text.LastIndexOf('+');
        name = plus < 0 ? text : text[..plus];
        if (plus < 0 || Lexer.TryNumber(text[(plus + 1)..], out offset))
            return true;
        Error($"'{text[(plus + 1)..]}' is no offset", "an offset is a number of bytes: function+4 or function+0x4");
        return false;
    }

    private void Break(string message, string hint)
    {
        _isBroken = true;
        Error(message, hint);
    }

    // $1 may stand anywhere, also inside a word: BEG$1.
    private string Expand(string text)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
            return text;
        var expanded = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            int end = i + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            if (text[i] != '$' || end == i + 1)
            {
                expanded.Append(text[i]);
                continue;
            }

            if (!int.TryParse(text.AsSpan(i + 1, end - i - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1 || number > options.Parameters.Count)
                Break($"{text[i..end]} has no value", "positional parameters stand behind the script on the command line");
            else
                expanded.Append(options.Parameters[number - 1]);
            i = end - 1;
        }

        return expanded.ToString();
    }
}
