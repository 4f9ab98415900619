using System;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Script.Syntax;

/// <summary>Lays the tokens of a block or expression out: lines, indentation, blanks. Comments are taken from the text between the tokens.</summary>
internal sealed class TokenLayout(string source)
{
    private static readonly string[] Keywords = ["if", "else", "while", "for", "unroll", "return", "let", "comptime", "macro", "fn"];

    private readonly StringBuilder _text = new();
    private List<Token> _tokens = [];
    private int _indent;
    private int _parentheses;
    private int _questions;
    private bool _lineStart = true;
    private bool _afterUnary;

    /// <summary>The laid-out text, without a line break at the end.</summary>
    public string Lay(List<Token> tokens, TextSpan span)
    {
        _tokens = tokens;
        for (int i = 0; i < tokens.Count; i++)
        {
            Gap(i == 0 ? span.Start : tokens[i - 1].Span.End, tokens[i].Span.Start, i);
            Write(i);
        }

        if (tokens.Count > 0)
            Gap(tokens[^1].Span.End, span.End, tokens.Count);
        return _text.ToString().TrimEnd();
    }

    private void Write(int index)
    {
        Token token = _tokens[index];
        switch (token.Kind)
        {
            case TokenKind.OpenBrace:
                Put(index > 0 && !_lineStart, "{");
                if (Kind(index + 1) == TokenKind.CloseBrace && IsBlank(token.Span.End, _tokens[index + 1].Span.Start))
                    return;
                _indent++;
                Break();
                return;
            case TokenKind.CloseBrace:
                if (Kind(index - 1) == TokenKind.OpenBrace && !_lineStart)
                {
                    Put(true, "}");
                }
                else
                {
                    _indent = Math.Max(0, _indent - 1);
                    if (!_lineStart)
                        Break();
                    Put(false, "}");
                }

                if (!(Kind(index + 1) is TokenKind.Semicolon or TokenKind.Comma or TokenKind.CloseParen or TokenKind.Dot || Is(index + 1, "else")))
                    Break();
                return;
            case TokenKind.Semicolon:
                Put(false, ";");
                Break();
                return;
        }

        bool unary = IsUnary(index);
        Put(!_lineStart && NeedsBlank(index), Raw(token));
        _afterUnary = unary;
        _parentheses += token.Kind == TokenKind.OpenParen ? 1 : token.Kind == TokenKind.CloseParen ? -1 : 0;
        if (token.Kind == TokenKind.Question)
            _questions++;
        else if (token.Kind == TokenKind.Colon && _questions > 0)
            _questions--;
    }

    private bool NeedsBlank(int index)
    {
        Token token = _tokens[index];
        TokenKind before = Kind(index - 1);
        if (_afterUnary && before is TokenKind.Minus or TokenKind.Plus or TokenKind.Ampersand or TokenKind.PlusPlus or TokenKind.MinusMinus
            && source[token.Span.Start] == source[_tokens[index - 1].Span.Start])
        {
            return true; // - -x must not become --x.
        }

        if (before is TokenKind.OpenParen or TokenKind.OpenBracket or TokenKind.Dot or TokenKind.Arrow or TokenKind.DotDot or TokenKind.Bang or TokenKind.Tilde || _afterUnary)
            return false;
        switch (token.Kind)
        {
            case TokenKind.Comma or TokenKind.CloseParen or TokenKind.CloseBracket or TokenKind.Dot or TokenKind.Arrow or TokenKind.DotDot:
                return false;
            case TokenKind.PlusPlus or TokenKind.MinusMinus when IsOperandEnd(index - 1):
                return false;
            case TokenKind.OpenBracket:
                return !IsOperandEnd(index - 1);
            case TokenKind.OpenParen:
                return Is(index - 1, Keywords) || !(IsOperandEnd(index - 1) || before == TokenKind.Identifier);
            case TokenKind.Colon:
                return _questions > 0 || _parentheses > 0 && Is(index - 3, "for");
            case TokenKind.Star when IsPointerStar(index):
                return before != TokenKind.Star;
        }

        // Behind a parenthesis it may be a cast or a condition: what was written stays.
        if (before == TokenKind.CloseParen && IsOperandStart(token.Kind))
            return _tokens[index - 1].Span.End < token.Span.Start;
        return true;
    }

    private bool IsUnary(int index)
    {
        switch (_tokens[index].Kind)
        {
            case TokenKind.Bang or TokenKind.Tilde:
                return true;
            case TokenKind.PlusPlus or TokenKind.MinusMinus:
                return !IsOperandEnd(index - 1);
            case TokenKind.Minus or TokenKind.Plus or TokenKind.Star or TokenKind.Ampersand:
                return !IsOperandEnd(index - 1) || Is(index - 1, Keywords);
            default:
                return false;
        }
    }

    private bool IsPointerStar(int index) => Kind(index - 1) is TokenKind.Identifier or TokenKind.Star
        && Kind(index + 1) is TokenKind.CloseParen or TokenKind.Star or TokenKind.Semicolon or TokenKind.Assign or TokenKind.Comma;

    private bool IsOperandEnd(int index) => Kind(index) is TokenKind.Identifier or TokenKind.Integer or TokenKind.String or TokenKind.Variable or TokenKind.Map
        or TokenKind.Parameter or TokenKind.ParameterCount or TokenKind.CloseParen or TokenKind.CloseBracket
        || (Kind(index) is TokenKind.PlusPlus or TokenKind.MinusMinus && IsOperandEnd(index - 1));

    private static bool IsOperandStart(TokenKind kind) => kind is TokenKind.Identifier or TokenKind.Integer or TokenKind.String or TokenKind.Variable or TokenKind.Map
        or TokenKind.Parameter or TokenKind.ParameterCount or TokenKind.Bang or TokenKind.Tilde;

    private TokenKind Kind(int index) => (uint)index < (uint)_tokens.Count ? _tokens[index].Kind : TokenKind.End;

    private bool Is(int index, params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
        {
            if ((uint)index < (uint)_tokens.Count && _tokens[index].Is(word))
                return true;
        }

        return false;
    }

    private string Raw(Token token) => source.Substring(token.Span.Start, token.Span.Length);

    private bool IsBlank(int start, int end) => source.AsSpan(start, end - start).Trim().IsEmpty;

    private void Gap(int start, int end, int index)
    {
        ReadOnlySpan<char> gap = source.AsSpan(start, end - start);
        if (gap.Trim().IsEmpty)
        {
            // One empty line between statements is kept.
            if (_lineStart && index < _tokens.Count && _tokens[index].Kind != TokenKind.CloseBrace && gap.Count('\n') > 1 && _text.Length > 0 && !EndsBlock())
                _text.Append('\n');
            return;
        }

        bool ownLine = gap[..^gap.TrimStart().Length].Contains('\n') || index == 0;
        foreach (ReadOnlySpan<char> line in gap.Trim().EnumerateLines())
        {
            if (ownLine && !_lineStart)
                Break();
            if (!ownLine && _lineStart && _text.Length > 0 && _text[^1] == '\n')
            {
                // A comment behind a statement stays behind it.
                _text.Length--;
                _lineStart = false;
            }

            Put(!_lineStart, line.Trim().ToString());
            ownLine = true;
        }

        if (gap.Contains('\n') || index == _tokens.Count || gap.Trim().StartsWith("//"))
            Break();
    }

    private bool EndsBlock() => _text.Length > 1 && _text[^1] == '\n' && _text[^2] == '{';

    private void Put(bool blank, string text)
    {
        if (_lineStart)
            _text.Append('\t', _indent);
        else if (blank)
            _text.Append(' ');
        _text.Append(text);
        _lineStart = false;
        _afterUnary = false;
    }

    private void Break()
    {
        if (!_lineStart)
            _text.Append('\n');
        _lineStart = true;
    }
}
