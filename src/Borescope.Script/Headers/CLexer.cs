using System;
using System.Collections.Generic;

namespace Borescope.Script.Headers;

/// <summary>Cuts the text of a C header into logical lines of preprocessing tokens. Total: whatever is no token is a punctuator of its own.</summary>
internal sealed class CLexer(string text)
{
    private static readonly string[] Punctuators = ["...", "..", "<<=", ">>=", "##", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="];

    private int _at;
    private int _line = 1;
    private bool _blank;

    /// <summary>Cuts a text that is one line.</summary>
    public static IReadOnlyList<CToken> LineOf(string text) => new CLexer(text).TryRead(out CLine line) ? line.Tokens : [];

    /// <summary>Cuts a text whose line breaks are blanks.</summary>
    public static IReadOnlyList<CToken> TokensOf(string text)
    {
        var lexer = new CLexer(text);
        var tokens = new List<CToken>();
        while (lexer.TryRead(out CLine line))
        {
            for (int index = 0; index < line.Tokens.Count; index++)
                tokens.Add(index == 0 ? line.Tokens[0] with { AfterBlank = true } : line.Tokens[index]);
        }

        return tokens;
    }

    /// <summary>Reads the next line; false at the end.</summary>
    public bool TryRead(out CLine line)
    {
        line = default;
        if (_at >= text.Length)
            return false;
        int first = _line;
        var tokens = new List<CToken>();
        _blank = false;
        while (_at < text.Length)
        {
            if (text[_at] == '\n')
            {
                _at++;
                _line++;
                break;
            }

            if (!SkipBlank())
                tokens.Add(Next());
        }

        line = new CLine(first, tokens);
        return true;
    }

    // White space, comments and continued lines.
    private bool SkipBlank()
    {
        char c = text[_at];
        if (c == '\\' && _at + 1 < text.Length && (text[_at + 1] == '\n' || text.AsSpan(_at + 1).StartsWith("\r\n")))
        {
            _at = text.IndexOf('\n', _at) + 1;
            _line++;
        }
        else if (char.IsWhiteSpace(c))
        {
            _at++;
        }
        else if (text.AsSpan(_at).StartsWith("//"))
        {
            int end = text.IndexOf('\n', _at);
            _at = end < 0 ? text.Length : end;
        }
        else if (text.AsSpan(_at).StartsWith("/*"))
        {
            int end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
            end = end < 0 ? text.Length : end + 2;
            _line += text.AsSpan(_at, end - _at).Count('\n');
            _at = end;
        }
        else
        {
            return false;
        }

        _blank = true;
        return true;
    }

    private CToken Next()
    {
        int start = _at;
        char c = text[_at];
        CTokenKind kind;
        if (char.IsAsciiLetter(c) || c is '_' or '$' or '@')
        {
            // Variables and maps of a script are words of their own, whatever macros are called; C knows neither.
            kind = CTokenKind.Identifier;
            _at++;
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '$'))
                _at++;
            if (_at < text.Length && text[_at] is '"' or '\'' && _at - start <= 2)
            {
                kind = CTokenKind.Text;
                Quoted();
            }
        }
        else if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
        {
            // A script's range "0..n" is no number.
            kind = CTokenKind.Number;
            while (_at < text.Length && !text.AsSpan(_at).StartsWith("..") && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '.' || (text[_at] is '+' or '-' && text[_at - 1] is 'e' or 'E' or 'p' or 'P' && !text.AsSpan(start).StartsWith("0x"))))
                _at++;
        }
        else if (c is '"' or '\'')
        {
            kind = CTokenKind.Text;
            Quoted();
        }
        else
        {
            kind = CTokenKind.Punctuator;
            string? longest = Array.Find(Punctuators, p => text.AsSpan(start).StartsWith(p));
            _at += longest?.Length ?? 1;
        }

        var token = new CToken(kind, text[start.._at], _line, _blank);
        _blank = false;
        return token;
    }

    private void Quoted()
    {
        char quote = text[_at++];
        while (_at < text.Length && text[_at] != '\n')
        {
            char c = text[_at++];
            if (c == '\\' && _at < text.Length && text[_at] != '\n')
                _at++;
            else if (c == quote)
                return;
        }
    }
}
