using System.Collections.Generic;
using Borescope.Script.Syntax;

namespace Borescope.Script.Diagnostics;

/// <summary>Collects the messages of a run.</summary>
public sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _items = [];
    private readonly HashSet<(int Start, int Length, string Message)> _seen = [];

    /// <summary>Most messages kept; a broken script needs no more.</summary>
    public const int Limit = 100;

    /// <summary>All messages in the order they were found.</summary>
    public IReadOnlyList<Diagnostic> Items => _items;

    /// <summary>How many errors were added, those not kept included.</summary>
    public int ErrorCount { get; private set; }

    /// <summary>Whether any of them is an error.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Adds an error; the same text at the same place is kept once.</summary>
    public void Error(ScriptSource source, TextSpan span, string message, params string[] hints) =>
        Add(new Diagnostic(DiagnosticSeverity.Error, source, span, message, hints, []));

    /// <summary>Adds a warning.</summary>
    public void Warning(ScriptSource source, TextSpan span, string message, params string[] hints) =>
        Add(new Diagnostic(DiagnosticSeverity.Warning, source, span, message, hints, []));

    /// <summary>Adds a message.</summary>
    public void Add(Diagnostic diagnostic)
    {
        if (diagnostic.Severity == DiagnosticSeverity.Error)
        {
            HasErrors = true;
            ErrorCount++;
        }

        if (_items.Count < Limit && _seen.Add((diagnostic.Span.Start, diagnostic.Span.Length, diagnostic.Message)))
            _items.Add(diagnostic);
    }

    /// <summary>Adds all messages of another bag.</summary>
    public void AddRange(DiagnosticBag other)
    {
        foreach (Diagnostic diagnostic in other._items)
            Add(diagnostic);
    }
}
