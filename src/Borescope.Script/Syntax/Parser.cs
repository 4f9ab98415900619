using System;
using System.Collections.Generic;
using Borescope.Script.Diagnostics;
using Borescope.Script.Headers;

namespace Borescope.Script.Syntax;

/// <summary>Builds the syntax tree of a script. Recursive descent; never throws on bad input but reports and goes on at the next statement.</summary>
public sealed partial class Parser
{
    /// <summary>Deepest nesting accepted, far below what the stack of a thread allows.</summary>
    private const int MaxDepth = 200;

    private readonly ScriptSource _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly Lexer _lexer;
    private readonly int _start;
    private readonly int _end;

    // The text of the source; blanks stand for what the preprocessor takes out.
    private readonly string _text;
    private readonly ScriptMacros _macros;
    private Token _token;
    private int _lastEnd;
    private int _depth;
    private bool _panic;
    private bool _isHeader;

    private Parser(ScriptSource source, int start, int end, DiagnosticBag diagnostics, ScriptDirectives? directives = null)
    {
        _text = directives?.Read(source, start, end, diagnostics) ?? source.Text;
        _macros = new ScriptMacros(source, diagnostics);
        if (directives is not null)
            _macros.DefineHeaders(directives.Macros.Values, _text.AsSpan(start, end - start));
        _source = source;
        _start = start;
        _end = end;
        _diagnostics = diagnostics;
        _lexer = new Lexer(source, _text, start, end, diagnostics) { Macros = _macros };
    }

    /// <summary>Parses a script. What could not be understood is in <paramref name="diagnostics"/> and missing from the tree.</summary>
    public static SyntaxTree Parse(ScriptSource source, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        return Parse(source, new ScriptDirectives(), diagnostics);
    }

    /// <summary>Parses a script whose preprocessor lines may include headers.</summary>
    internal static SyntaxTree Parse(ScriptSource source, ScriptDirectives directives, DiagnosticBag diagnostics) =>
        new(source, new Parser(source, 0, source.Text.Length, diagnostics, directives).ParseDeclarations());

    /// <summary>Parses an imported file, whose text starts at a position of the source.</summary>
    /// <param name="source">The script with the file's text.</param>
    /// <param name="start">Where the file's text starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="directives">Preprocessor lines of the script so far; null for a header that has been preprocessed: declarations that mean nothing to a script are skipped.</param>
    /// <param name="diagnostics">Where messages go.</param>
    internal static IReadOnlyList<DeclarationSyntax> ParsePart(ScriptSource source, int start, int end, ScriptDirectives? directives, DiagnosticBag diagnostics) =>
        new Parser(source, start, end, diagnostics, directives) { _isHeader = directives is null }.ParseDeclarations();

    /// <summary>Parses a stretch of the text as one expression; null when it is none. Reports nothing.</summary>
    internal static ExpressionSyntax? ParseExpression(ScriptSource source, int start, int end)
    {
        var diagnostics = new DiagnosticBag();
        var parser = new Parser(source, start, end, diagnostics);
        parser.Advance();
        ExpressionSyntax expression = parser.ParseExpression();
        return diagnostics.HasErrors || parser._token.Kind != TokenKind.End ? null : expression;
    }

    private void Advance()
    {
        _lastEnd = _token.Span.End;
        _token = _lexer.Next();
    }

    private bool At(TokenKind kind) => _token.Kind == kind;

    private bool TryTake(TokenKind kind)
    {
        if (_token.Kind != kind)
            return false;
        Advance();
        return true;
    }

    private bool TryTakeWord(string word)
    {
        if (!_token.Is(word))
            return false;
        Advance();
        return true;
    }

    private Token Expect(TokenKind kind, string what)
    {
        Token token = _token;
        if (token.Kind == kind)
            Advance();
        else
            Unexpected(what);
        return token;
    }

    // What a macro has left has a text of its own.
    private string TextOf(Token token) => token.Text.Length > 0 && token.Kind != TokenKind.String ? token.Text : _source.Slice(token.Span);

    private TextSpan From(TextSpan start) => new(start.Start, Math.Max(_lastEnd, start.End) - start.Start);

    private void Unexpected(string expected)
    {
        // A bad token has been reported by the lexer, and what swallowed the rest of the text as well.
        bool known = _token.Kind == TokenKind.Bad || (_token.Kind == TokenKind.End && _diagnostics.HasErrors);
        if (!_panic && !known)
        {
            TextSpan span = _token.Kind == TokenKind.End ? new TextSpan(Math.Max(0, Math.Min(_lastEnd, _end) - 1), 1) : _token.Span;
            string found = _token.Kind == TokenKind.End ? "the text ends" : $"unexpected '{TextOf(_token)}'";
            _diagnostics.Error(_source, span, $"syntax error: {found}, expected {expected}", _token.Kind == TokenKind.Hash ? [DirectivesHint] : []);
        }

        _panic = true;
    }

    private void Error(TextSpan span, string message, params string[] hints)
    {
        if (!_panic)
            _diagnostics.Error(_source, span, message, hints);
    }

    private (Token Token, (int, MacroUse?, int) Place, int LastEnd) Save() => (_token, _lexer.Place, _lastEnd);

    private void Restore((Token Token, (int, MacroUse?, int) Place, int LastEnd) state) => (_token, _lexer.Place, _lastEnd) = state;

    private Token LookAhead()
    {
        var state = Save();
        Advance();
        Token next = _token;
        Restore(state);
        return next;
    }

    private bool Enter()
    {
        if (++_depth <= MaxDepth)
            return true;
        Error(_token.Span, "this is nested too deeply", $"at most {MaxDepth} levels");
        _panic = true;
        return false;
    }

    // Goes on behind the next ';' or in front of the '}' that closes the current block.
    private void Recover()
    {
        int open = 0;
        while (!At(TokenKind.End))
        {
            if (At(TokenKind.OpenBrace))
            {
                open++;
            }
            else if (At(TokenKind.CloseBrace))
            {
                if (open == 0)
                    break;
                if (--open == 0)
                {
                    Advance();
                    break;
                }
            }
            else if (At(TokenKind.Semicolon) && open == 0)
            {
                Advance();
                break;
            }

            Advance();
        }

        _panic = false;
    }
}
