using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Script.Diagnostics;

namespace Borescope.Script.Syntax;

/// <summary>
/// Reads the attach points in front of a block. They have rules of their own: parts are split at <c>:</c> outside of quotes, a blank ends a point,
/// and <c>/</c> starts the predicate unless it stands in the part of a provider that takes a path.
/// </summary>
internal sealed class AttachPointScanner(ScriptSource source, string text, int start, int end, DiagnosticBag diagnostics)
{
    // Providers whose second (iter: third) part is a path.
    private static readonly string[] PathProviders = ["uprobe", "u", "uretprobe", "ur", "usdt", "U"];

    private readonly string _text = text;
    private readonly Lexer _blanks = new(source, text, start, end, diagnostics);

    /// <summary>Where scanning stopped: at <c>/</c>, <c>{</c>, the end, or the character that has been reported.</summary>
    public int Position { get; private set; } = start;

    /// <summary>Reads points up to the predicate or the block. False when something was wrong (and reported).</summary>
    public bool Scan(List<AttachPointSyntax> points)
    {
        while (true)
        {
            SkipBlanks();
            if (AtEndOfList())
                return CheckNotEmpty(points);
            if (_text[Position] == ',')
                return Fail(1, "expected an attach point in front of ','");
            AttachPointSyntax? point = ScanOne();
            if (point is null)
                return false;
            points.Add(point);
            SkipBlanks();
            if (AtEndOfList())
                return CheckNotEmpty(points);
            if (_text[Position] != ',')
                return Fail(WordLength(), $"unexpected '{source.Slice(new TextSpan(Position, WordLength()))}' behind an attach point", "a probe is 'provider:target /predicate/ { statements }'; several attach points are separated by ','");
            Position++;
        }
    }

    private bool AtEndOfList() => Position >= end || _text[Position] is '{' or '/';

    private bool CheckNotEmpty(List<AttachPointSyntax> points) => points.Count > 0 || Fail(1, "expected an attach point in front of this");

    private void SkipBlanks()
    {
        _blanks.Position = Position;
        _blanks.SkipBlanks();
        Position = _blanks.Position;
    }

    private AttachPointSyntax? ScanOne()
    {
        int from = Position;
        string name = "";
        var parts = new List<AttachPointPartSyntax>();
        var part = new StringBuilder();
        int partStart = from;
        bool quoted = false;
        for (; Position < end; Position++)
        {
            char c = _text[Position];
            if (c == '"')
            {
                if (!TakeQuoted(part))
                    return null;
                quoted = true;
            }
            else if (c == ':')
            {
                parts.Add(new AttachPointPartSyntax(new TextSpan(partStart, Position - partStart), part.ToString(), quoted));
                part.Clear();
                quoted = false;
                partStart = Position + 1;
            }
            else if (c == '=' && parts.Count == 0 && name.Length == 0 && part.Length > 0)
            {
                name = part.ToString();
                if (!IsName(name))
                {
                    Fail(1, $"'{name}' is no name of a probe", "a name has letters, digits and '_', and no digit in front: name=begin { … }");
                    return null;
                }

                part.Clear();
                partStart = Position + 1;
            }
            else if (char.IsWhiteSpace(c) || c is ',' or '{' || (c == '/' && !InPath(parts)))
            {
                break;
            }
            else if (c is '}' or ';' or '(' or ')' || char.IsControl(c))
            {
                Fail(1, char.IsControl(c) ? "control character in an attach point" : $"unexpected '{c}' in an attach point", "a probe is 'provider:target /predicate/ { statements }'");
                return null;
            }
            else
            {
                part.Append(c);
            }
        }

        parts.Add(new AttachPointPartSyntax(new TextSpan(partStart, Position - partStart), part.ToString(), quoted));
        var span = new TextSpan(from, Position - from);
        return new AttachPointSyntax(span, source.Slice(span), name, parts);
    }

    private static bool InPath(List<AttachPointPartSyntax> parts)
    {
        if (parts.Count == 2 && parts[0].Text is "iter" or "it")
            return true;
        if (parts.Count != 1)
            return false;
        foreach (string provider in PathProviders)
        {
            if (parts[0].Text.Equals(provider, StringComparison.Ordinal) || (provider.Length > 1 && parts[0].Text.Equals(provider, StringComparison.OrdinalIgnoreCase)))
                return true;
        }

        return false;
    }

    private bool TakeQuoted(StringBuilder part)
    {
        int open = Position++;
        for (; Position < end && _text[Position] != '\n'; Position++)
        {
            if (_text[Position] == '"')
                return true;
            part.Append(_text[Position]);
        }

        Position = open;
        return Fail(1, "this quote in an attach point is never closed");
    }

    private int WordLength()
    {
        int length = 0;
        while (Position + length < end && !char.IsWhiteSpace(_text[Position + length]) && _text[Position + length] is not ('{' or ','))
            length++;
        return Math.Max(1, length);
    }

    private static bool IsName(string text)
    {
        foreach (char c in text)
        {
            if (!Lexer.IsIdentifierPart(c))
                return false;
        }

        return Lexer.IsIdentifierStart(text[0]);
    }

    private bool Fail(int length, string message, params string[] hints)
    {
        diagnostics.Error(source, new TextSpan(Math.Min(Position, Math.Max(0, end - 1)), length), message, hints);
        return false;
    }
}
