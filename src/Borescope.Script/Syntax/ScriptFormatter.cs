using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Script.Diagnostics;

namespace Borescope.Script.Syntax;

/// <summary>Prints a script in standard form: one statement per line, tabs, blanks around operators. Comments stay, and so does every token.</summary>
public static class ScriptFormatter
{
    /// <summary>The script in standard form.</summary>
    /// <param name="tree">A script without syntax errors.</param>
    public static string Format(SyntaxTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var text = new StringBuilder();
        int end = 0;
        DeclarationSyntax? previous = null;
        foreach (DeclarationSyntax declaration in tree.Declarations)
        {
            bool together = previous is not null && IsLine(previous) && previous.GetType() == declaration.GetType();
            if (text.Length > 0 && !together)
                text.Append('\n');
            Comments(tree.Source.Text.AsSpan(end, Math.Max(0, declaration.Span.Start - end)), text);
            end = Math.Max(end, EndOf(tree.Source.Text, declaration));
            Write(tree.Source, declaration, text);
            previous = declaration;
        }

        var rest = new StringBuilder();
        Comments(tree.Source.Text.AsSpan(Math.Min(end, tree.Source.Text.Length)), rest);
        if (rest.Length > 0 && text.Length > 0)
            text.Append('\n');
        return text.Append(rest).ToString();
    }

    private static bool IsLine(DeclarationSyntax declaration) =>
        declaration is IncludeSyntax or DefineSyntax or UndefSyntax or ImportSyntax or MapDeclarationSyntax or TypedefSyntax;

    // A declaration's semicolon is not part of it everywhere.
    private static int EndOf(string text, DeclarationSyntax declaration)
    {
        int at = declaration.Span.End;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at < text.Length && text[at] == ';' ? at + 1 : declaration.Span.End;
    }

    private static void Write(ScriptSource source, DeclarationSyntax declaration, StringBuilder text)
    {
        switch (declaration)
        {
            case ProbeSyntax probe:
                for (int i = 0; i < probe.AttachPoints.Count; i++)
                    text.Append(probe.AttachPoints[i].Text).Append(i < probe.AttachPoints.Count - 1 ? ",\n" : "\n");
                if (probe.Predicate is not null)
                    Predicate(source, probe, text);
                text.Append(Tokens(source, probe.Body.Span)).Append('\n');
                break;
            case ConfigSyntax or MacroSyntax or SubprogramSyntax:
                text.Append(Tokens(source, declaration.Span)).Append('\n');
                break;
            default:
                string written = source.Slice(declaration.Span).TrimEnd();
                bool semicolon = source.Text.AsSpan(declaration.Span.End).TrimStart() is [';', ..] && written[^1] is not ';';
                text.Append(written).Append(semicolon ? ";\n" : "\n");
                break;
        }
    }

    // The expression's span lacks outer parentheses, so the tokens between the slashes are taken.
    private static void Predicate(ScriptSource source, ProbeSyntax probe, StringBuilder text)
    {
        int start = probe.AttachPoints[^1].Span.End;
        var lexer = new Lexer(source, start, source.Text.Length, new DiagnosticBag());
        lexer.SkipBlanks();
        Comments(source.Text.AsSpan(start, lexer.Position - start), text);
        start = ++lexer.Position;
        lexer.InPredicate = true;
        var tokens = new List<Token>();
        Token token = lexer.Next();
        for (; token.Kind is not (TokenKind.EndPredicate or TokenKind.End); token = lexer.Next())
            tokens.Add(token);
        text.Append('/').Append(new TokenLayout(source.Text).Lay(tokens, new TextSpan(start, token.Span.Start - start))).Append("/\n");
        Comments(source.Text.AsSpan(token.Span.End, Math.Max(0, probe.Body.Span.Start - token.Span.End)), text);
    }

    private static string Tokens(ScriptSource source, TextSpan span)
    {
        var layout = new TokenLayout(source.Text);
        var lexer = new Lexer(source, span.Start, span.End, new DiagnosticBag());
        var tokens = new List<Token>();
        for (Token token = lexer.Next(); token.Kind != TokenKind.End; token = lexer.Next())
            tokens.Add(token);

        // A line of the preprocessor stays a line: what stands between such lines may be no statement.
        return tokens.Exists(static t => t.Kind == TokenKind.Hash) ? source.Slice(span) : layout.Lay(tokens, span);
    }

    // Comments between declarations, each on a line of its own as it was.
    private static void Comments(ReadOnlySpan<char> gap, StringBuilder text)
    {
        bool any = false;
        foreach (ReadOnlySpan<char> line in gap.Trim().EnumerateLines())
        {
            ReadOnlySpan<char> kept = line.TrimEnd();
            if (kept is ";" || (kept.IsEmpty && !any))
                continue;
            any = true;
            text.Append(kept).Append('\n');
        }
    }
}
