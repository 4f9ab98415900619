using System;
using System.Collections.Generic;

namespace Borescope.Script.Syntax;

public sealed partial class Parser
{
    // Scripts for several tracers ask whether kernel types come from BTF: here they always do.
    private HashSet<string> _defined = ["BPFTRACE_HAVE_BTF"];
    private readonly Stack<TextSpan> _conditionals = [];

    private void ParseConditional(TextSpan span, string word, string name)
    {
        if (word is "ifdef" or "ifndef")
        {
            if (name.Length == 0)
                _diagnostics.Error(_source, span, $"#{word} needs a name");
            _conditionals.Push(span);
            if (_defined.Contains(FirstWord(name)) != (word == "ifdef"))
                SkipBranch(toElse: true);
        }
        else if (_conditionals.Count == 0)
        {
            _diagnostics.Error(_source, span, $"#{word} without #ifdef");
        }
        else if (word == "else")
        {
            SkipBranch(toElse: false);
        }
        else
        {
            _conditionals.Pop();
        }
    }

    private void CheckConditionals()
    {
        if (_conditionals.TryPeek(out TextSpan open))
            _diagnostics.Error(_source, open, "this conditional is never closed", "end it with #endif");
    }

    // Goes on behind the #else (if wanted) or the #endif that belongs to the conditional just read.
    private void SkipBranch(bool toElse)
    {
        string text = _source.Text;
        int depth = 0, at = _lexer.Position;
        while (at < _end)
        {
            int end = LineEnd(at);
            ReadOnlySpan<char> line = text.AsSpan(at, end - at).Trim();
            at = Math.Min(end + 1, _end);
            if (line.IsEmpty || line[0] != '#')
                continue;
            string word = FirstWord(line[1..].Trim().ToString());
            if (word is "if" or "ifdef" or "ifndef")
            {
                depth++;
            }
            else if (word == "endif" && depth-- == 0)
            {
                _conditionals.Pop();
                break;
            }
            else if (word == "else" && depth == 0 && toElse)
            {
                break;
            }
        }

        _lexer.Position = at;
    }

    private static string FirstWord(string text)
    {
        int end = 0;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        return text[..end];
    }
}
