using System;
using System.Collections.Generic;

namespace Borescope.Script.Syntax;

/// <summary>The text of a script and the name diagnostics give it.</summary>
public sealed class ScriptSource
{
    private readonly List<(int Start, ScriptSource Part)> _parts = [];
    private readonly Dictionary<TextSpan, IReadOnlyList<TextSpan>> _expansions = [];
    private int[]? _lineStarts;

    /// <summary>Wraps a text.</summary>
    /// <param name="name">File name; <c>stdin</c> for <c>-e</c> and standard input.</param>
    /// <param name="text">The whole text.</param>
    public ScriptSource(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        Name = name;
        Text = text;
    }

    /// <summary>File name.</summary>
    public string Name { get; }

    /// <summary>The whole text, that of imported files behind it.</summary>
    public string Text { get; private set; }

    /// <summary>Number of lines, 1 at the least.</summary>
    public int LineCount => LineStarts.Length;

    private int[] LineStarts => _lineStarts ??= FindLines(Text);

    /// <summary>Adds the text of an imported file; spans of its tree count from the returned position.</summary>
    public int Append(ScriptSource part)
    {
        ArgumentNullException.ThrowIfNull(part);
        int start = Text.Length + 1;
        Text = string.Concat(Text, "\n", part.Text);
        _lineStarts = null;
        _parts.Add((start, part));
        return start;
    }

    /// <summary>The file a position belongs to, and where its text starts here.</summary>
    public (ScriptSource Part, int Start) PartAt(int position)
    {
        for (int i = _parts.Count - 1; i >= 0; i--)
        {
            if (position >= _parts[i].Start)
                return (_parts[i].Part, _parts[i].Start);
        }

        return (this, 0);
    }

    /// <summary>Remembers that a macro of the preprocessor is used somewhere.</summary>
    /// <param name="use">Where.</param>
    /// <param name="definitions">Its <c>#define</c> and those of the macros in it.</param>
    internal void AddExpansion(TextSpan use, IReadOnlyList<TextSpan> definitions) => _expansions[use] = definitions;

    /// <summary>The <c>#define</c>s that text at a place comes from; empty when it stands there itself.</summary>
    internal IReadOnlyList<TextSpan> DefinitionsAt(TextSpan span) => _expansions.GetValueOrDefault(span, []);

    /// <summary>Line and column, both from 1, of a position.</summary>
    public (int Line, int Column) Locate(int position)
    {
        position = Math.Clamp(position, 0, Text.Length);
        int index = Array.BinarySearch(LineStarts, position);
        if (index < 0)
            index = ~index - 1;
        return (index + 1, position - LineStarts[index] + 1);
    }

    /// <summary>The text of a line (from 1) without its end.</summary>
    public string Line(int number)
    {
        if (number < 1 || number > LineStarts.Length)
            return "";
        int start = LineStarts[number - 1];
        int end = number < LineStarts.Length ? LineStarts[number] : Text.Length;
        return Text[start..end].TrimEnd('\n', '\r');
    }

    /// <summary>The text a span covers; empty where it leaves the source.</summary>
    public string Slice(TextSpan span)
    {
        int start = Math.Clamp(span.Start, 0, Text.Length);
        return Text[start..Math.Clamp(span.End, start, Text.Length)];
    }

    private static int[] FindLines(string text)
    {
        var starts = new List<int> { 0 };
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
                starts.Add(i + 1);
        }

        return [.. starts];
    }
}
