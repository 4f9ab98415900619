using System;
using Borescope.Script.Headers;

namespace Borescope.Script.Syntax;

public sealed partial class Parser
{
    private const string DirectivesHint = "conditionals (#if, #ifdef, #else, #endif) may stand on any line of their own, #include, #define and #undef only in front of the first probe";

    // Conditionals have been decided before: what they leave out is blank.
    private DeclarationSyntax? ParsePreprocessorLine(int at)
    {
        int end = LineEnd(at);
        while (end > at && end < _end && _text.AsSpan(at, end - at).TrimEnd('\r') is [.., '\\'])
            end = LineEnd(end + 1);
        _lexer.Position = end;
        var span = new TextSpan(at, end - at);
        new CLexer(_source.Slice(span)).TryRead(out CLine line);
        switch (line.Word)
        {
            case "include":
                return ParseInclude(span, line);
            case "define":
                return ParseDefine(span, line);
            case "undef":
                return ParseUndef(span, line);
            default:
                _diagnostics.Error(_source, span, "this is no preprocessor line", "comments start with '//'; known are #include, #define, #undef, #error and the conditionals #if, #ifdef, #ifndef, #elif, #else, #endif");
                return null;
        }
    }

    private IncludeSyntax? ParseInclude(TextSpan span, CLine line)
    {
        string rest = line.TextFrom(2).Replace(" ", "", StringComparison.Ordinal);
        if (rest is ['<', _, .., '>'] or ['"', _, .., '"'])
            return new IncludeSyntax(span, rest[1..^1]);
        _diagnostics.Error(_source, span, "an #include names a file", "write '#include <linux/sched.h>'");
        return null;
    }

    private DefineSyntax? ParseDefine(TextSpan span, CLine line)
    {
        var lexer = new Lexer(_source, _text, _text.IndexOf("define", span.Start, StringComparison.Ordinal) + 6, span.End, _diagnostics);
        Token name = lexer.Next();
        if (name.Kind != TokenKind.Identifier)
        {
            _diagnostics.Error(_source, span, "a #define needs a name", "write '#define NAME value'");
            return null;
        }

        CMacro macro;
        try
        {
            macro = CMacro.Read(line);
        }
        catch (HeaderException error)
        {
            _diagnostics.Error(_source, span, error.Message);
            return null;
        }

        ExpressionSyntax? value = macro.Parameters is null ? ParseExpression(_source, lexer.Position, span.End) : null;
        if (!_isHeader)
            _macros.Define(macro, span, value is not null);
        return new DefineSyntax(span, name.Text, value) { Parameters = macro.Parameters };
    }

    private UndefSyntax? ParseUndef(TextSpan span, CLine line)
    {
        if (line.Tokens.Count != 3 || line.Tokens[2].Kind != CTokenKind.Identifier)
        {
            _diagnostics.Error(_source, span, "an #undef needs a name, and nothing else", "write '#undef NAME'");
            return null;
        }

        _macros.Undefine(line.Tokens[2].Text);
        return new UndefSyntax(span, line.Tokens[2].Text);
    }

    // Attach points are no C, and a definition is read from its first word on.
    private bool IsMacroAlone(int at)
    {
        int end = at;
        while (end < _end && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '_'))
            end++;
        var span = new TextSpan(at, end - at);
        if (_macros.Expand(_text[at..end], span, _text, _end) is not { } use)
            return false;
        Error(span, $"the macro {_text[at..end]} stands where a probe or a definition starts", "macros are replaced within definitions and blocks");
        _lexer.Position = use.End;
        return true;
    }
}
