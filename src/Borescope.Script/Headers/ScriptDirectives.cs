using System;
using System.Collections.Generic;
using Borescope.Script.Diagnostics;
using Borescope.Script.Syntax;

namespace Borescope.Script.Headers;

/// <summary>
/// Preprocessor lines of a script and of the scripts it imports: decides what text counts, before anything is parsed. The text keeps its length, what does not
/// count becomes blank, so that every position stays what it was. <c>#define</c>, <c>#undef</c> and <c>#include</c> stay in the text and are parsed.
/// </summary>
internal sealed class ScriptDirectives
{
    private readonly Dictionary<string, CMacro> _macros = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CMacro> _own = new(StringComparer.Ordinal);
    private readonly HeaderBudget _budget = new();
    private readonly Func<string, bool> _hasHeader;
    private readonly Action<string, bool, TextSpan>? _include;

    /// <summary>Starts with what a C compiler defines.</summary>
    /// <param name="hasHeader">Answers <c>__has_include</c>; null: there are no headers.</param>
    /// <param name="include">Reads a header, named in quotes or not, when its <c>#include</c> is reached, and calls <see cref="Include"/>; null: headers are not read.</param>
    public ScriptDirectives(Func<string, bool>? hasHeader = null, Action<string, bool, TextSpan>? include = null)
    {
        _hasHeader = hasHeader ?? (static _ => false);
        _include = include;
        PredefinedMacros.AddTo(_macros, forKernel: false);
    }

    /// <summary>What is defined where reading stands: by the compiler, headers and the script.</summary>
    public IReadOnlyDictionary<string, CMacro> Macros => _macros;

    /// <summary>What the script itself has defined.</summary>
    public IEnumerable<CMacro> Own => _own.Values;

    /// <summary>Takes over what a header has defined.</summary>
    public void Include(IEnumerable<CMacro> macros)
    {
        foreach (CMacro macro in macros)
        {
            if (!macro.IsPredefined)
                _macros[macro.Name] = macro;
        }
    }

    /// <summary>The whole text of the source, in which blanks stand for what does not count between two positions.</summary>
    public string Read(ScriptSource source, int start, int end, DiagnosticBag diagnostics)
    {
        string text = source.Text;
        var conditions = new CConditions(_macros, _budget, _hasHeader);
        var open = new Stack<TextSpan>();
        char[]? masked = null;
        int comment = -1;
        int at = start;
        if (string.CompareOrdinal(text, start, "#!", 0, 2) == 0)
            at = LineEnd(text, start, end);
        while (at < end)
        {
            int stop = LineEnd(text, at, end), first = at;
            while (first < stop && char.IsWhiteSpace(text[first]))
                first++;
            bool isDirective = comment < 0 && first < stop && text[first] == '#';
            bool counts = conditions.IsActive && !isDirective;
            if (isDirective)
            {
                while (stop < end && IsContinued(text, first, stop))
                    stop = LineEnd(text, stop + 1, end);
                var span = new TextSpan(first, text.AsSpan(first, stop - first).TrimEnd().Length);
                counts = Directive(source, span, conditions, open, diagnostics);
            }

            comment = CommentAt(text, first, stop, comment);
            if (!counts)
                Blank(ref masked, text, at, stop);
            if (isDirective && comment >= 0)
            {
                // A comment that goes on behind the directive is none of its own, nor one of the parser's, which would begin within it.
                int close = text.IndexOf("*/", comment + 2, end - comment - 2, StringComparison.Ordinal);
                stop = close < 0 ? end : close + 2;
                Blank(ref masked, text, comment, stop);
                comment = -1;
                at = stop;
                continue;
            }

            at = stop + 1;
        }

        if (open.TryPeek(out TextSpan never))
            diagnostics.Error(source, never, "this conditional is never closed", "end it with #endif");
        return masked is null ? text : new string(masked);
    }

    // Whether the parser is to read the line.
    private bool Directive(ScriptSource source, TextSpan span, CConditions conditions, Stack<TextSpan> open, DiagnosticBag diagnostics)
    {
        new CLexer(source.Slice(span)).TryRead(out CLine line);
        try
        {
            if (line.Word is "if" or "ifdef" or "ifndef")
                open.Push(span);
            else if (line.Word == "endif" && open.Count > 0)
                open.Pop();
            if (line.Word.Length > 0 && conditions.TryTake(line))
                return false;
            return conditions.IsActive && Active(source, span, line, diagnostics);
        }
        catch (HeaderException error)
        {
            diagnostics.Error(source, span, error.Message);
            return false;
        }
    }

    private bool Active(ScriptSource source, TextSpan span, CLine line, DiagnosticBag diagnostics)
    {
        switch (line.Word)
        {
            case "define" when line.Tokens.Count > 2 && line.Tokens[2].Kind == CTokenKind.Identifier:
                CMacro macro = CMacro.Read(line);
                _macros[macro.Name] = _own[macro.Name] = macro;
                return true;
            case "undef" when line.Tokens.Count > 2:
                _macros.Remove(line.Tokens[2].Text);
                _own.Remove(line.Tokens[2].Text);
                return true;
            case "include" when line.Tokens.Count > 2:
                string name = line.TextFrom(2).Replace(" ", "", StringComparison.Ordinal);
                if (name.Length > 2)
                    _include?.Invoke(name[1..^1], name[0] == '"', span);
                return true;
            case "error":
                throw new HeaderException("#error" + line.TextFrom(2));
            case "warning":
                diagnostics.Warning(source, span, "#warning" + line.TextFrom(2));
                return false;
            case "pragma":
                return false;
            default:
                return true;
        }
    }

    private static bool IsContinued(string text, int first, int stop) => stop > first && (text[stop - 1] == '\\' || (text[stop - 1] == '\r' && stop - 1 > first && text[stop - 2] == '\\'));

    private static int LineEnd(string text, int at, int end)
    {
        int found = at < end ? text.IndexOf('\n', at, end - at) : -1;
        return found < 0 ? end : found;
    }

    private static void Blank(ref char[]? masked, string text, int from, int to)
    {
        masked ??= text.ToCharArray();
        for (int i = from; i < to; i++)
            masked[i] = text[i] is '\n' or '\r' ? text[i] : ' ';
    }

    // Where the comment starts that is open at the end of a line; -1 when none is.
    private static int CommentAt(string text, int at, int stop, int comment)
    {
        while (at < stop)
        {
            ReadOnlySpan<char> rest = text.AsSpan(at, stop - at);
            if (comment >= 0)
            {
                int close = rest.IndexOf("*/");
                if (close < 0)
                    return comment;
                at += close + 2;
                comment = -1;
            }
            else if (rest.StartsWith("//"))
            {
                return -1;
            }
            else if (rest.StartsWith("/*") && !IsInPath(text, at))
            {
                comment = at;
                at += 2;
            }
            else if (rest[0] == '"')
            {
                for (at++; at < stop && text[at] != '"'; at++)
                    at += text[at] == '\\' ? 1 : 0;
                at++;
            }
            else
            {
                at++;
            }
        }

        return comment;
    }

    // "uprobe:/lib/*:f" and "usdt:/*:f" open no comment.
    private static bool IsInPath(string text, int at) => at > 0 && (char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] is ':' or '_' or '.' or '*' or '-');
}
