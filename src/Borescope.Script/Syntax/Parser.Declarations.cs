using System;
using System.Collections.Generic;

namespace Borescope.Script.Syntax;

public sealed partial class Parser
{
    private List<DeclarationSyntax> ParseDeclarations()
    {
        var declarations = new List<DeclarationSyntax>();
        if (string.CompareOrdinal(_text, _start, "#!", 0, 2) == 0)
            _lexer.Position = LineEnd(_start);
        bool seenProbe = false;
        while (true)
        {
            _panic = false;
            _depth = 0;
            _lexer.SkipBlanks();
            int before = _lexer.Position;
            if (before >= _end)
                return declarations;

            int errors = _diagnostics.ErrorCount;
            DeclarationSyntax? declaration = ParseDeclaration(before);

            // What is only half understood in a header is left out: a struct must not lose members.
            if (declaration is not null && !(_isHeader && _diagnostics.ErrorCount > errors))
            {
                CheckOrder(declaration, declarations, seenProbe);
                seenProbe |= declaration is ProbeSyntax;
                declarations.Add(declaration);
            }

            if (_lexer.Position == before)
                _lexer.Position++;
        }
    }

    private void CheckOrder(DeclarationSyntax declaration, List<DeclarationSyntax> earlier, bool seenProbe)
    {
        _panic = false;
        string? late = declaration switch
        {
            IncludeSyntax or DefineSyntax or UndefSyntax => "preprocessor lines",
            TagDefinitionSyntax or TypedefSyntax => "C definitions",
            ConfigSyntax => "the config block",
            ImportSyntax => "imports",
            _ => null,
        };
        if (late is not null && seenProbe)
            Error(declaration.Span, $"{late} must stand in front of the first probe");
        if (declaration is ConfigSyntax && earlier.Exists(d => d is ConfigSyntax))
            Error(declaration.Span, "there is a second config block", "a script has one config block at the most");
    }

    private DeclarationSyntax? ParseDeclaration(int at)
    {
        if (_text[at] == '#')
            return ParsePreprocessorLine(at);
        if (_isHeader && !Lexer.IsIdentifierStart(_text[at]))
        {
            _lexer.Position = at + 1;
            return null;
        }

        if (_text[at] == '}')
        {
            _diagnostics.Error(_source, new TextSpan(at, 1), "syntax error: unexpected '}'", "no block is open here");
            return null;
        }

        if (!Lexer.IsIdentifierStart(_text[at]))
            return ParseProbe(at);
        if (IsMacroAlone(at))
            return null;
        Advance();
        Token word = _token;
        TokenKind next = LookAhead().Kind;
        switch (word.Text)
        {
            case "struct" or "union" or "enum":
                return ParseTagDefinition();
            case "typedef":
                return ParseTypedef();
            case "config" when next == TokenKind.Assign:
                return ParseConfig();
            case "import" when next == TokenKind.String:
                return ParseImport();
            case "macro" when next == TokenKind.Identifier:
                return ParseMacro();
            case "let" when next is TokenKind.Map or TokenKind.Variable:
                return ParseMapDeclaration();
            case "fn" when next == TokenKind.Identifier:
                return ParseSubprogram();
            default:
                return _isHeader ? SkipCDeclaration() : ParseProbe(at);
        }
    }

    // Prototypes, variables and functions of a header: nothing that a script could use.
    private DeclarationSyntax? SkipCDeclaration()
    {
        for (int open = 0; !At(TokenKind.End); Advance())
        {
            if (At(TokenKind.OpenBrace) || At(TokenKind.OpenParen))
                open++;
            else if (At(TokenKind.CloseParen))
                open--;
            else if ((At(TokenKind.CloseBrace) && --open == 0) || (At(TokenKind.Semicolon) && open == 0))
                break;
        }

        Advance();
        _lexer.Position = _lastEnd;
        _token = default;
        return null;
    }

    // Declarations end in ';' or '}': the next one starts right behind the last token taken.
    private T Done<T>(T declaration)
        where T : DeclarationSyntax
    {
        if (_lexer.IsInMacro && _lexer.Place.Use!.End == _lastEnd)
            Error(_token.Span, "a declaration ends within this macro, and the macro goes on", "write the end of the declaration out");
        if (_panic)
            Recover();
        _lexer.Position = Math.Max(_lastEnd, declaration.Span.Start + 1);
        _token = default;
        return declaration;
    }

    private int LineEnd(int at)
    {
        int end = _text.IndexOf('\n', at, Math.Max(0, _end - at));
        return end < 0 ? _end : end;
    }

    private ProbeSyntax? ParseProbe(int at)
    {
        var points = new List<AttachPointSyntax>();
        var scanner = new AttachPointScanner(_source, _text, at, _end, _diagnostics);
        bool scanned = scanner.Scan(points);
        _lexer.Position = scanner.Position;
        _token = default;
        _lastEnd = scanner.Position;
        if (!scanned)
        {
            SkipProbe();
            return null;
        }

        ExpressionSyntax? predicate = null;
        _lexer.InPredicate = _lexer.Position < _end && _text[_lexer.Position] == '/';
        if (_lexer.InPredicate)
        {
            _lexer.Position++;
            Advance();
            predicate = ParseExpression();
            if (!_panic && At(TokenKind.EndPredicate))
                Advance();
            else
                Unexpected("'/' at the end of the predicate, followed by '{'");
            _lexer.InPredicate = false;
        }
        else
        {
            Advance();
        }

        if (_panic)
        {
            SkipProbe();
            return null;
        }

        if (!At(TokenKind.OpenBrace))
        {
            TextSpan last = points[^1].Span;
            _diagnostics.Error(_source, last, "this probe has no block", $"write '{points[^1].Text} {{ … }}'");
            _lexer.Position = Math.Max(_token.Span.Start, at + 1);
            if (!At(TokenKind.End))
                SkipProbe();
            return null;
        }

        BlockSyntax body = ParseStatementBlock();
        return Done(new ProbeSyntax(From(points[0].Span), points, predicate, body));
    }

    // Skips the block of a probe whose head was wrong, so that the next probe is read.
    private void SkipProbe()
    {
        int open = 0;
        string text = _text;
        int i = Math.Min(_token.Kind != TokenKind.End && _token.Span.Length > 0 ? _token.Span.Start : _lexer.Position, text.Length);
        for (; i < text.Length; i++)
        {
            if (text[i] == '{')
            {
                open++;
            }
            else if (text[i] == '}' && --open <= 0)
            {
                i++;
                break;
            }
        }

        _lexer.InPredicate = false;
        _lexer.Position = i;
        _token = default;
        _panic = false;
    }

    private ConfigSyntax ParseConfig()
    {
        TextSpan start = _token.Span;
        Advance();
        Advance();
        Expect(TokenKind.OpenBrace, "'{'");
        var assignments = new List<ConfigAssignmentSyntax>();
        while (!At(TokenKind.CloseBrace) && !At(TokenKind.End))
        {
            if (TryTake(TokenKind.Semicolon))
                continue;
            Token name = Expect(TokenKind.Identifier, "the name of a setting");
            Expect(TokenKind.Assign, "'='");
            ExpressionSyntax value = ParseExpression();
            assignments.Add(new ConfigAssignmentSyntax(From(name.Span), name.Text, name.Span, value));
            if (!_panic && !At(TokenKind.CloseBrace))
                Expect(TokenKind.Semicolon, "';'");
            if (_panic)
                Recover();
        }

        Expect(TokenKind.CloseBrace, "'}'");
        return Done(new ConfigSyntax(From(start), assignments));
    }

    private ImportSyntax ParseImport()
    {
        TextSpan start = _token.Span;
        Advance();
        Token path = Expect(TokenKind.String, "a path in quotes");
        TextSpan span = From(start);
        TryTake(TokenKind.Semicolon);
        return Done(new ImportSyntax(span, path.Text));
    }

    private MapDeclarationSyntax ParseMapDeclaration()
    {
        TextSpan start = _token.Span;
        Advance();
        Token name = Expect(TokenKind.Map, "a map such as '@m'");
        Expect(TokenKind.Assign, "'='");
        Token kind = Expect(TokenKind.Identifier, "the kind of the map, such as hash");
        Expect(TokenKind.OpenParen, "'('");
        ExpressionSyntax? entries = At(TokenKind.CloseParen) ? null : ParseExpression();
        Expect(TokenKind.CloseParen, "')'");
        TextSpan span = From(start);
        TryTake(TokenKind.Semicolon);
        return Done(new MapDeclarationSyntax(span, name.Text, kind.Text, kind.Span, entries));
    }

    private MacroSyntax ParseMacro()
    {
        TextSpan start = _token.Span;
        Advance();
        Token name = Expect(TokenKind.Identifier, "the name of the macro");
        List<MacroParameterSyntax> parameters = TryTake(TokenKind.OpenParen) ? ParseMacroParameters() : [];
        if (!At(TokenKind.OpenBrace))
            Unexpected("'{'");
        BlockExpressionSyntax body = _panic ? new BlockExpressionSyntax(name.Span, [], null) : ParseBlock();
        return Done(new MacroSyntax(From(start), name.Text, name.Span, parameters, body));
    }

    private List<MacroParameterSyntax> ParseMacroParameters()
    {
        var parameters = new List<MacroParameterSyntax>();
        while (!At(TokenKind.CloseParen) && !_panic)
        {
            Token parameter = _token;
            MacroParameterKind kind = parameter.Kind switch { TokenKind.Variable => MacroParameterKind.Variable, TokenKind.Map => MacroParameterKind.Map, _ => MacroParameterKind.Expression };
            if (kind == MacroParameterKind.Expression)
                Expect(TokenKind.Identifier, "a parameter: a name, $variable or @map");
            else
                Advance();
            if (parameters.Exists(p => p.Name == parameter.Text))
                Error(parameter.Span, $"the macro has the parameter '{parameter.Text}' twice");
            parameters.Add(new MacroParameterSyntax(parameter.Span, kind, parameter.Text));
            if (!TryTake(TokenKind.Comma))
                break;
        }

        Expect(TokenKind.CloseParen, "')'");
        return parameters;
    }

    private SubprogramSyntax ParseSubprogram()
    {
        TextSpan start = _token.Span;
        Advance();
        Token name = Expect(TokenKind.Identifier, "the name of the function");
        var parameters = new List<(VariableSyntax, TypeSyntax)>();
        Expect(TokenKind.OpenParen, "'('");
        while (!At(TokenKind.CloseParen) && !_panic)
        {
            Token parameter = Expect(TokenKind.Variable, "a parameter such as '$a: int64'");
            Expect(TokenKind.Colon, "':'");
            parameters.Add((new VariableSyntax(parameter.Span, parameter.Text), ParseType()));
            if (!TryTake(TokenKind.Comma))
                break;
        }

        Expect(TokenKind.CloseParen, "')'");
        TypeSyntax? type = TryTake(TokenKind.Colon) ? ParseType() : null;
        return Done(new SubprogramSyntax(From(start), name.Text, parameters, type, ParseBody()));
    }
}
