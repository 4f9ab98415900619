using System;
using System.Collections.Generic;
using System.Text;
using System.Text.RegularExpressions;
using Borescope.Script.Diagnostics;
using Borescope.Script.Syntax;

namespace Borescope.Script.Headers;

/// <summary>
/// Expands macros of the C preprocessor where a script uses them: those with parameters, and those that stand for something that is no expression. Macros that
/// stand for an expression stay names until types are known, as in bpftrace.
/// </summary>
/// <param name="source">The script; remembers what was expanded, for messages.</param>
/// <param name="diagnostics">Where messages go.</param>
internal sealed class ScriptMacros(ScriptSource source, DiagnosticBag diagnostics)
{
    // What a script's text may come to is far less than what headers may.
    private const int MaxTokens = 100_000;
    private const int MaxChain = 4;

    private static readonly string[] Words = ["sizeof", "offsetof", "container_of", "typeof", "if", "else", "while", "for", "unroll", "return", "comptime", "let", "macro", "fn", "import", "config", "struct", "union", "enum", "typedef"];

    private readonly Dictionary<string, CMacro> _macros = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TextSpan> _definitions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _textual = new(StringComparer.Ordinal);
    private readonly Dictionary<int, MacroUse> _uses = [];
    private readonly HeaderBudget _budget = new();
    private int _tokens;

    /// <summary>Defines the macros of headers. Those without parameters are values, which the script finds by name.</summary>
    /// <param name="macros">The macros.</param>
    /// <param name="script">The script: what it declares itself stays its own.</param>
    public void DefineHeaders(IEnumerable<CMacro> macros, ReadOnlySpan<char> script)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (ValueMatch match in Regex.EnumerateMatches(script, "\\b(?:macro|fn)\\s+\\w+"))
        {
            ReadOnlySpan<char> declared = script.Slice(match.Index, match.Length);
            own.Add(declared[(declared.LastIndexOfAny(" \t\r\n") + 1)..].ToString());
        }

        foreach (CMacro macro in macros)
        {
            if (macro.IsPredefined || own.Contains(macro.Name))
                continue;
            _macros[macro.Name] = macro;
            if (macro.Parameters is not null && !IsOfLanguage(macro.Name))
                _textual.Add(macro.Name);
        }
    }

    /// <summary>Defines a macro of the script.</summary>
    /// <param name="macro">The macro.</param>
    /// <param name="definition">Where it is defined.</param>
    /// <param name="isExpression">Whether it stands for an expression.</param>
    public void Define(CMacro macro, TextSpan definition, bool isExpression)
    {
        Undefine(macro.Name);
        if (macro.Parameters is not null && IsOfLanguage(macro.Name))
        {
            diagnostics.Warning(source, definition, $"this #define changes nothing: {macro.Name} is a word of the language", "give the macro another name");
            return;
        }

        _macros[macro.Name] = macro;
        _definitions[macro.Name] = definition;
        if (macro.Parameters is not null || (!isExpression && macro.Body.Count > 0))
            _textual.Add(macro.Name);
    }

    /// <summary>Forgets a macro.</summary>
    public void Undefine(string name)
    {
        _macros.Remove(name);
        _definitions.Remove(name);
        _textual.Remove(name);
    }

    /// <summary>Expands a macro at the place where it is used; null when the name there is none that is expanded here.</summary>
    /// <param name="name">The name.</param>
    /// <param name="span">Where it stands.</param>
    /// <param name="text">The text.</param>
    /// <param name="end">Where the text ends.</param>
    public MacroUse? Expand(string name, TextSpan span, string text, int end)
    {
        if (_textual.Count == 0 || !_macros.TryGetValue(name, out CMacro? macro) || (macro.Parameters is null && !_definitions.ContainsKey(name)))
            return null;
        if (_uses.TryGetValue(span.Start, out MacroUse? known))
            return known;
        var used = new List<string>();
        if (!IsTextual(name, used))
            return null;
        bool isCalled = FindArguments(text, span.End, end, out int close);
        if (macro.Parameters is not null && !isCalled)
            return null;
        MacroUse use = Use(macro, new TextSpan(span.Start, (macro.Parameters is null ? span.End : Math.Max(close, span.End)) - span.Start), text, used);

        // What a macro leaves last may be the name of one that takes the parentheses behind it.
        if (macro.Parameters is null && isCalled && use.Tokens is [.., { Kind: TokenKind.Identifier } last] && _macros.TryGetValue(last.Text, out CMacro? called) && called.Parameters is not null)
            use = Use(macro, new TextSpan(span.Start, Math.Max(close, span.End) - span.Start), text, used);
        _uses[span.Start] = use;
        return use;
    }

    private MacroUse Use(CMacro macro, TextSpan call, string text, List<string> used)
    {
        var chain = new List<TextSpan>();
        foreach (string name in used)
        {
            if (chain.Count < MaxChain && _definitions.TryGetValue(name, out TextSpan definition))
                chain.Add(definition);
        }

        source.AddExpansion(call, chain);
        try
        {
            IReadOnlyList<CToken> written = CLexer.TokensOf(text.Substring(call.Start, call.Length));
            List<CToken> expanded = new MacroExpander(_macros, _budget).Expand(written);
            if ((_tokens += expanded.Count) > MaxTokens)
                throw new HeaderException($"the macros of this script stand for more than {MaxTokens} words");
            return new MacroUse(TokensOf(macro, expanded, call), call.End);
        }
        catch (HeaderException error)
        {
            diagnostics.Error(source, call, error.Message);
            return new MacroUse([new Token(TokenKind.Bad, call)], call.End);
        }
    }

    // All tokens stand where the macro is used; their text is their own.
    private static List<Token> TokensOf(CMacro macro, List<CToken> expanded, TextSpan call)
    {
        var text = new StringBuilder();
        foreach (CToken token in expanded)
            text.Append(' ').Append(token.InScript);
        var part = new ScriptSource(macro.Name, text.ToString());
        var problems = new DiagnosticBag();
        var lexer = new Lexer(part, 0, part.Text.Length, problems);
        var tokens = new List<Token>();
        for (Token token = lexer.Next(); token.Kind != TokenKind.End; token = lexer.Next())
            tokens.Add(token with { Span = call, Text = token.Text.Length > 0 || token.Kind == TokenKind.String ? token.Text : part.Slice(token.Span) });
        return problems.HasErrors ? throw new HeaderException($"what the macro {macro.Name} stands for cannot be read: {problems.Items[0].Message}") : tokens;
    }

    private static bool IsOfLanguage(string name) => Array.IndexOf(Words, name) >= 0 || Array.IndexOf(ReservedNames.Functions, name) >= 0 || ReservedNames.IsBuiltin(name);

    // Whether a macro is one to expand, or leads to one; collects the macros on the way.
    private bool IsTextual(string name, List<string> used)
    {
        used.Add(name);
        bool textual = _textual.Contains(name);
        foreach (CToken token in _macros[name].Body)
        {
            if (token.Kind == CTokenKind.Identifier && _macros.ContainsKey(token.Text) && !used.Contains(token.Text))
                textual |= IsTextual(token.Text, used);
        }

        return textual;
    }

    // Behind blanks and comments.
    private static int SkipBlanks(string text, int at, int end)
    {
        while (at < end)
        {
            int next = char.IsWhiteSpace(text[at]) ? at + 1 : BehindComment(text, at, end);
            if (next == at)
                break;
            at = next;
        }

        return at;
    }

    private static int BehindComment(string text, int at, int end)
    {
        ReadOnlySpan<char> rest = text.AsSpan(at, end - at);
        int length = rest.StartsWith("//") ? rest.IndexOf('\n') : rest.StartsWith("/*") ? rest[2..].IndexOf("*/") + 4 : 0;
        return rest is not ['/', '/' or '*', ..] ? at : length is < 0 or 3 ? end : at + length;
    }

    // "(…)" behind the name: where it ends, the end of the text when it does not.
    private static bool FindArguments(string text, int at, int end, out int close)
    {
        at = SkipBlanks(text, at, end);
        close = end;
        if (at >= end || text[at] != '(')
            return false;
        for (int open = 0; at < end; at++)
        {
            if (text[at] == '/')
            {
                at = Math.Max(at, BehindComment(text, at, end) - 1);
            }
            else if (text[at] == '"')
            {
                for (at++; at < end && text[at] is not ('"' or '\n'); at++)
                    at += text[at] == '\\' ? 1 : 0;
            }
            else if (text[at] == '(')
            {
                open++;
            }
            else if (text[at] == ')' && --open == 0)
            {
                close = at + 1;
                return true;
            }
        }

        return true;
    }
}
