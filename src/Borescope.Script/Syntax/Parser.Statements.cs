using System.Collections.Generic;

namespace Borescope.Script.Syntax;

public sealed partial class Parser
{
    // Reads "{ … }". A last expression without ';' becomes the value.
    private BlockExpressionSyntax ParseBlock()
    {
        TextSpan start = _token.Span;
        var statements = new List<StatementSyntax>();
        ExpressionSyntax? value = null;
        if (!Enter())
        {
            _depth--;
            Recover();
            return new BlockExpressionSyntax(start, statements, null);
        }

        Expect(TokenKind.OpenBrace, "'{'");
        while (!At(TokenKind.CloseBrace) && !At(TokenKind.End))
        {
            if (TryTake(TokenKind.Semicolon))
                continue;
            int before = _token.Span.Start;
            StatementSyntax statement = ParseStatement(out bool needsSemicolon);
            if (!_panic && needsSemicolon && !TryTake(TokenKind.Semicolon))
            {
                if (!At(TokenKind.CloseBrace))
                    Unexpected("';' or '}'");
                else if (statement is ExpressionStatementSyntax last)
                    value = last.Expression;
            }

            if (value is null)
                statements.Add(statement);
            if (_panic)
                Recover();
            if (_token.Span.Start == before && !At(TokenKind.CloseBrace))
                Advance();
        }

        Expect(TokenKind.CloseBrace, "'}'");
        _depth--;
        return new BlockExpressionSyntax(From(start), statements, value);
    }

    private BlockSyntax ParseStatementBlock()
    {
        BlockExpressionSyntax block = ParseBlock();
        if (block.Value is null)
            return new BlockSyntax(block.Span, block.Statements);
        var statements = new List<StatementSyntax>(block.Statements) { new ExpressionStatementSyntax(block.Value.Span, block.Value) };
        return new BlockSyntax(block.Span, statements);
    }

    private StatementSyntax ParseStatement(out bool needsSemicolon)
    {
        needsSemicolon = false;
        if (At(TokenKind.OpenBrace))
            return ParseStatementBlock();
        if (At(TokenKind.Identifier))
        {
            switch (_token.Text)
            {
                case "if":
                    return ParseIf();
                case "while":
                    return ParseWhile();
                case "unroll":
                    return ParseUnroll();
                case "for":
                    return ParseFor();
            }
        }

        needsSemicolon = true;
        if (!At(TokenKind.Identifier))
            return ParseExpressionOrAssignment();
        TextSpan start = _token.Span;
        switch (_token.Text)
        {
            case "let":
                return ParseLet();
            case "return":
                Advance();
                ExpressionSyntax? value = At(TokenKind.Semicolon) || At(TokenKind.CloseBrace) ? null : ParseExpression();
                return new ReturnSyntax(From(start), value);
            case "break":
                Advance();
                return new BreakSyntax(start);
            case "continue":
                Advance();
                return new ContinueSyntax(start);
            case "_" when LookAhead().Kind == TokenKind.Assign:
                Advance();
                Advance();
                ExpressionSyntax discarded = ParseExpression();
                return new DiscardSyntax(From(start), discarded);
            default:
                return ParseExpressionOrAssignment();
        }
    }

    private StatementSyntax ParseExpressionOrAssignment()
    {
        TextSpan start = _token.Span;
        ExpressionSyntax target = ParseExpression();
        string? operation = _token.Kind switch
        {
            TokenKind.Assign => "",
            TokenKind.PlusAssign => "+",
            TokenKind.MinusAssign => "-",
            TokenKind.StarAssign => "*",
            TokenKind.SlashAssign => "/",
            TokenKind.PercentAssign => "%",
            TokenKind.AmpersandAssign => "&",
            TokenKind.PipeAssign => "|",
            TokenKind.CaretAssign => "^",
            TokenKind.ShiftLeftAssign => "<<",
            TokenKind.ShiftRightAssign => ">>",
            _ => null,
        };
        if (operation is null)
            return new ExpressionStatementSyntax(target.Span, target);
        Advance();
        ExpressionSyntax value = ParseExpression();
        return new AssignmentSyntax(From(start), target, operation, value);
    }

    private LetSyntax ParseLet()
    {
        TextSpan start = _token.Span;
        Advance();
        Token name = Expect(TokenKind.Variable, "a variable such as '$x'");
        TypeSyntax? type = null;
        if (TryTake(TokenKind.Colon))
            type = ParseType();
        ExpressionSyntax? initializer = TryTake(TokenKind.Assign) ? ParseExpression() : null;
        return new LetSyntax(From(start), new VariableSyntax(name.Span, name.Text), type, initializer);
    }

    private IfSyntax ParseIf()
    {
        TextSpan start = _token.Span;
        Advance();
        ExpressionSyntax condition = ParseExpression();
        BlockSyntax then = ParseBody();
        StatementSyntax? otherwise = null;
        if (!_panic && _token.Is("else"))
        {
            Advance();
            if (_token.Is("if"))
            {
                if (Enter())
                    otherwise = ParseIf();
                _depth--;
            }
            else
            {
                otherwise = ParseBody();
            }
        }

        return new IfSyntax(From(start), condition, then, otherwise);
    }

    private WhileSyntax ParseWhile()
    {
        TextSpan start = _token.Span;
        Advance();
        ExpressionSyntax condition = ParseExpression();
        return new WhileSyntax(start, condition, ParseBody());
    }

    private UnrollSyntax ParseUnroll()
    {
        TextSpan start = _token.Span;
        Advance();
        ExpressionSyntax count = ParseExpression();
        return new UnrollSyntax(start, count, ParseBody());
    }

    private StatementSyntax ParseFor()
    {
        TextSpan start = _token.Span;
        Advance();
        bool parenthesized = TryTake(TokenKind.OpenParen);
        Token name = Expect(TokenKind.Variable, "the loop's variable such as '$kv'");
        var variable = new VariableSyntax(name.Span, name.Text);
        Expect(TokenKind.Colon, "':'");
        ExpressionSyntax first = ParseExpression();
        ExpressionSyntax? last = TryTake(TokenKind.DotDot) ? ParseExpression() : null;
        if (parenthesized)
            Expect(TokenKind.CloseParen, "')'");
        TextSpan header = From(start);
        BlockSyntax body = ParseBody();
        if (last is not null)
            return new ForRangeSyntax(header, variable, first, last, body);
        if (first is MapSyntax map)
            return new ForMapSyntax(header, variable, map, body);
        Error(first.Span, "a for loop runs over a map or a range", "write 'for ($kv : @map) { … }' or 'for ($i : 0..10) { … }'");
        return new ForMapSyntax(header, variable, new MapSyntax(first.Span, "@", null), body);
    }

    private BlockSyntax ParseBody()
    {
        if (At(TokenKind.OpenBrace) && !_panic)
            return ParseStatementBlock();
        Unexpected("'{'");
        return new BlockSyntax(_token.Span, []);
    }
}
