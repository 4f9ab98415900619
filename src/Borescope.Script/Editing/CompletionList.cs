using System;
using System.Collections.Generic;
using Borescope.Script.Syntax;

namespace Borescope.Script.Editing;

/// <summary>Gathers the completions that start with what is written already.</summary>
/// <param name="text">The script.</param>
/// <param name="position">The cursor.</param>
/// <param name="wordStart">Where the word at the cursor starts.</param>
internal sealed class CompletionList(string text, int position, int wordStart)
{
    private readonly List<Completion> _items = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>The cursor.</summary>
    public int Position => position;

    /// <summary>Where the word at the cursor starts.</summary>
    public int WordStart => wordStart;

    /// <summary>What is written of the word.</summary>
    public string Prefix => text[wordStart..position];

    /// <summary>What was found.</summary>
    public IReadOnlyList<Completion> Items => _items;

    /// <summary>False when there were more than the limit.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Adds a name that goes on from the word at the cursor; others are dropped.</summary>
    public void Add(string name, CompletionKind kind, string detail, string documentation) => AddAt(wordStart, name, kind, detail, documentation);

    /// <summary>Adds a text that goes on from a position before the cursor; others are dropped.</summary>
    public void AddAt(int start, string label, CompletionKind kind, string detail, string documentation)
    {
        if (!label.AsSpan().StartsWith(text.AsSpan(start, position - start), StringComparison.Ordinal) || !_seen.Add(label))
            return;
        if (_items.Count >= Completions.Limit)
            IsComplete = false;
        else
            _items.Add(new Completion(label, kind, detail, documentation, label, new TextSpan(start, position - start)));
    }
}
