using System.Collections.Generic;

namespace Borescope.Script.Syntax;

public sealed partial class Parser
{
    private ExpressionSyntax ParseIdentifier()
    {
        Token name = _token;
        switch (name.Text)
        {
            case "true" or "false":
                Advance();
                return new BoolSyntax(name.Span, name.Text == "true");
            case "sizeof":
                return ParseSizeOf();
            case "offsetof":
                return ParseOffsetOf();
            case "typeinfo" when LookAhead().Kind == TokenKind.OpenParen:
                return ParseTypeInfo();
            case "container_of" when LookAhead().Kind == TokenKind.OpenParen:
                return ParseContainerOf();
            case "typeof":
                TypeOfSyntax type = ParseTypeOf();
                return new TypeExpressionSyntax(type.Span, type);
            case "if":
                return ParseIfExpression();
            case "struct" or "union" or "enum":
                Unexpected("an expression (a type stands in parentheses: a cast)");
                return new MissingSyntax(name.Span);
        }

        Advance();
        // name!(…) calls a macro as name(…) does: the older way to write it.
        if (At(TokenKind.Bang) && LookAhead().Kind == TokenKind.OpenParen)
            Advance();
        if (!TryTake(TokenKind.OpenParen))
            return new IdentifierSyntax(name.Span, name.Text);
        List<ExpressionSyntax> arguments = ParseList(TokenKind.CloseParen, "')'");
        return new CallSyntax(From(name.Span), name.Span, name.Text, arguments);
    }

    private SizeOfSyntax ParseSizeOf()
    {
        TextSpan start = _token.Span;
        Advance();
        Expect(TokenKind.OpenParen, "'('");
        (TypeSyntax? type, ExpressionSyntax? expression) = ParseTypeOrExpression();
        Expect(TokenKind.CloseParen, "')'");
        return new SizeOfSyntax(From(start), type, expression);
    }

    // A call whose argument may be a type, written as in sizeof.
    private CallSyntax ParseTypeInfo()
    {
        Token name = _token;
        Advance();
        Expect(TokenKind.OpenParen, "'('");
        (TypeSyntax? type, ExpressionSyntax? expression) = At(TokenKind.CloseParen) ? (null, null) : ParseTypeOrExpression();
        Expect(TokenKind.CloseParen, "')'");
        ExpressionSyntax? argument = type is null ? expression : new TypeExpressionSyntax(type.Span, type);
        return new CallSyntax(From(name.Span), name.Span, name.Text, argument is null ? [] : [argument]);
    }

    private OffsetOfSyntax ParseOffsetOf()
    {
        TextSpan start = _token.Span;
        Advance();
        Expect(TokenKind.OpenParen, "'('");
        (TypeSyntax? type, ExpressionSyntax? expression) = ParseTypeOrExpression();
        Expect(TokenKind.Comma, "','");
        TextSpan pathStart = _token.Span;
        var path = new List<string>();
        do
        {
            path.Add(Expect(TokenKind.Identifier, "the name of a field").Text);
        }
        while (!_panic && TryTake(TokenKind.Dot));
        TextSpan pathSpan = From(pathStart);
        Expect(TokenKind.CloseParen, "')'");
        return new OffsetOfSyntax(From(start), type, expression, path, pathSpan);
    }

    // container_of(p, T, field) is (T *)((uint64)p - offsetof(T, field)).
    private ExpressionSyntax ParseContainerOf()
    {
        TextSpan start = _token.Span;
        Advance();
        Expect(TokenKind.OpenParen, "'('");
        ExpressionSyntax pointer = ParseExpression();
        Expect(TokenKind.Comma, "','");
        TextSpan typeStart = _token.Span;
        TypeSyntax type = ParseType();
        Expect(TokenKind.Comma, "','");
        TextSpan pathStart = _token.Span;
        var path = new List<string>();
        do
        {
            path.Add(Expect(TokenKind.Identifier, "the name of a field").Text);
        }
        while (!_panic && TryTake(TokenKind.Dot));
        TextSpan pathSpan = From(pathStart);
        Expect(TokenKind.CloseParen, "')'");
        TextSpan span = From(start);
        var number = new CastSyntax(pointer.Span, new NamedTypeSyntax(pointer.Span, TagKind.None, "uint64"), pointer);
        var moved = new BinarySyntax(span, "-", typeStart, number, new OffsetOfSyntax(span, type, null, path, pathSpan));
        return new CastSyntax(span, new PointerTypeSyntax(span, type), moved);
    }

    private IfExpressionSyntax ParseIfExpression()
    {
        TextSpan start = _token.Span;
        Advance();
        ExpressionSyntax condition = ParseExpression();
        ExpressionSyntax then = ParseBranch();
        if (!TryTakeWord("else"))
        {
            Unexpected("'else': an if used as a value needs both branches");
            return new IfExpressionSyntax(From(start), condition, then, new MissingSyntax(_token.Span));
        }

        ExpressionSyntax otherwise;
        if (_token.Is("if"))
        {
            otherwise = Enter() ? ParseIfExpression() : new MissingSyntax(_token.Span);
            _depth--;
        }
        else
        {
            otherwise = ParseBranch();
        }

        return new IfExpressionSyntax(From(start), condition, then, otherwise);
    }

    private ExpressionSyntax ParseBranch()
    {
        if (At(TokenKind.OpenBrace) && !_panic)
            return ParseBlock();
        Unexpected("'{'");
        return new MissingSyntax(_token.Span);
    }
}
