using System.Collections.Generic;

namespace Borescope.Script.Syntax;

public sealed partial class Parser
{
    private ExpressionSyntax ParseExpression()
    {
        if (!Enter())
        {
            _depth--;
            return new MissingSyntax(_token.Span);
        }

        ExpressionSyntax condition = ParseBinary(0);
        if (!_panic && At(TokenKind.Question))
            condition = ParseConditional(condition);
        _depth--;
        return condition;
    }

    private ConditionalSyntax ParseConditional(ExpressionSyntax condition)
    {
        Advance();
        ExpressionSyntax? whenTrue = null;
        if (!At(TokenKind.Colon))
            whenTrue = ParseExpression();
        Expect(TokenKind.Colon, "':'");
        ExpressionSyntax whenFalse = ParseExpression();
        return new ConditionalSyntax(TextSpan.FromTo(condition.Span, whenFalse.Span), condition, whenTrue, whenFalse);
    }

    private static int Precedence(TokenKind kind) => kind switch
    {
        TokenKind.OrOr => 1,
        TokenKind.AndAnd => 2,
        TokenKind.Pipe => 3,
        TokenKind.Caret => 4,
        TokenKind.Ampersand => 5,
        TokenKind.EqualEqual or TokenKind.BangEqual => 6,
        TokenKind.Less or TokenKind.LessEqual or TokenKind.Greater or TokenKind.GreaterEqual => 7,
        TokenKind.ShiftLeft or TokenKind.ShiftRight => 8,
        TokenKind.Plus or TokenKind.Minus => 9,
        TokenKind.Star or TokenKind.Slash or TokenKind.Percent => 10,
        _ => 0,
    };

    private ExpressionSyntax ParseBinary(int above)
    {
        ExpressionSyntax left = ParseUnary();
        while (!_panic)
        {
            int precedence = Precedence(_token.Kind);
            if (precedence <= above)
                break;
            Token operation = _token;
            Advance();
            ExpressionSyntax right = ParseBinary(precedence);
            left = new BinarySyntax(TextSpan.FromTo(left.Span, right.Span), TextOf(operation), operation.Span, left, right);
        }

        return left;
    }

    private ExpressionSyntax ParseUnary()
    {
        TextSpan start = _token.Span;
        switch (_token.Kind)
        {
            case TokenKind.Minus or TokenKind.Bang or TokenKind.Tilde or TokenKind.Star or TokenKind.Ampersand or TokenKind.PlusPlus or TokenKind.MinusMinus:
                if (!Enter())
                {
                    _depth--;
                    return new MissingSyntax(start);
                }

                string sign = TextOf(_token);
                Advance();
                ExpressionSyntax operand = ParseUnary();
                _depth--;
                return new UnarySyntax(TextSpan.FromTo(start, operand.Span), sign, operand);
            case TokenKind.OpenParen:
                return TryParseCast() ?? ParsePostfix(ParsePrimary());
            case TokenKind.Identifier when _token.Text == "comptime":
                if (!Enter())
                {
                    _depth--;
                    return new MissingSyntax(start);
                }

                Advance();
                ExpressionSyntax inner = ParseUnary();
                _depth--;
                return new ComptimeSyntax(TextSpan.FromTo(start, inner.Span), inner);
            default:
                return ParsePostfix(ParsePrimary());
        }
    }

    private CastSyntax? TryParseCast()
    {
        var state = Save();
        TextSpan start = _token.Span;
        Advance();
        if (!At(TokenKind.Identifier) || ReservedNames.IsBuiltin(_token.Text))
        {
            Restore(state);
            return null;
        }

        bool certain = IsTypeWord(_token.Text);
        TypeSyntax? type = TryParseType();
        if (type is null || !At(TokenKind.CloseParen))
        {
            if (_panic)
                return type is null ? null : new CastSyntax(start, type, new MissingSyntax(start));
            Restore(state);
            return null;
        }

        Advance();
        bool bare = type is NamedTypeSyntax { Tag: TagKind.None } && !certain;
        if (!(bare ? StartsOperandOfBareCast() : StartsOperand()))
        {
            Restore(state);
            return null;
        }

        if (!Enter())
        {
            _depth--;
            return new CastSyntax(start, type, new MissingSyntax(start));
        }

        ExpressionSyntax operand = ParseUnary();
        _depth--;
        return new CastSyntax(TextSpan.FromTo(start, operand.Span), type, operand);
    }

    private bool StartsOperand() => StartsOperandOfBareCast() || _token.Kind is TokenKind.Minus or TokenKind.Star or TokenKind.Ampersand
        or TokenKind.PlusPlus or TokenKind.MinusMinus;

    // "(x) - 1" subtracts: behind a bare name that may be a macro's parameter, only what cannot go on an expression makes it a cast.
    private bool StartsOperandOfBareCast() => _token.Kind is TokenKind.Identifier or TokenKind.Integer or TokenKind.String or TokenKind.Variable or TokenKind.Map
        or TokenKind.Parameter or TokenKind.ParameterCount or TokenKind.OpenParen or TokenKind.Bang or TokenKind.Tilde;

    private ExpressionSyntax ParsePostfix(ExpressionSyntax expression)
    {
        while (!_panic)
        {
            switch (_token.Kind)
            {
                case TokenKind.Dot or TokenKind.Arrow:
                    Advance();
                    if (!At(TokenKind.Identifier) && !At(TokenKind.Integer))
                    {
                        Unexpected("the name of a field");
                        return expression;
                    }

                    expression = new FieldSyntax(TextSpan.FromTo(expression.Span, _token.Span), expression, TextOf(_token), _token.Span);
                    Advance();
                    break;
                case TokenKind.OpenBracket:
                    Advance();
                    ExpressionSyntax index = ParseExpression();
                    Expect(TokenKind.CloseBracket, "']'");
                    expression = new IndexSyntax(From(expression.Span), expression, index);
                    break;
                case TokenKind.PlusPlus or TokenKind.MinusMinus:
                    string step = TextOf(_token);
                    Advance();
                    expression = new UnarySyntax(From(expression.Span), step, expression, true);
                    break;
                default:
                    return expression;
            }
        }

        return expression;
    }

    private ExpressionSyntax ParsePrimary()
    {
        Token token = _token;
        switch (token.Kind)
        {
            case TokenKind.Integer:
                Advance();
                return new IntegerSyntax(token.Span, token.Value);
            case TokenKind.String:
                Advance();
                return ParseStringTail(token);
            case TokenKind.Variable:
                Advance();
                return new VariableSyntax(token.Span, token.Text);
            case TokenKind.Parameter:
                Advance();
                return new ParameterSyntax(token.Span, (int)token.Value);
            case TokenKind.ParameterCount:
                Advance();
                return new ParameterCountSyntax(token.Span);
            case TokenKind.Map:
                return ParseMap();
            case TokenKind.OpenParen:
                return ParseParenthesized();
            case TokenKind.OpenBrace:
                return ParseBlock();
            case TokenKind.Identifier:
                return ParseIdentifier();
            default:
                Unexpected("an expression");
                return new MissingSyntax(token.Span);
        }
    }

    // Adjacent literals are one string, as in C.
    private StringSyntax ParseStringTail(Token first)
    {
        string text = first.Text;
        while (At(TokenKind.String))
        {
            text += _token.Text;
            Advance();
        }

        return new StringSyntax(From(first.Span), text);
    }

    private MapSyntax ParseMap()
    {
        Token name = _token;
        Advance();
        if (!TryTake(TokenKind.OpenBracket))
            return new MapSyntax(name.Span, name.Text, null);
        TextSpan start = _token.Span;
        List<ExpressionSyntax> keys = ParseList(TokenKind.CloseBracket, "']'");
        TextSpan inside = new(start.Start, System.Math.Max(0, _lastEnd - 1 - start.Start));
        if (keys.Count == 0)
            Error(From(name.Span), $"the key of {name.Text} is empty", $"write {name.Text} for a map without keys");
        ExpressionSyntax key = keys.Count == 1 ? keys[0] : new TupleSyntax(inside, keys, null);
        return new MapSyntax(From(name.Span), name.Text, key);
    }

    // Reads "a, b, c" up to and including the closing token; a trailing comma is accepted.
    private List<ExpressionSyntax> ParseList(TokenKind close, string what)
    {
        var items = new List<ExpressionSyntax>();
        while (!At(close) && !_panic)
        {
            items.Add(ParseExpression());
            if (!TryTake(TokenKind.Comma))
                break;
        }

        Expect(close, items.Count > 0 ? $"',' or {what}" : what);
        return items;
    }

    private ExpressionSyntax ParseParenthesized()
    {
        TextSpan start = _token.Span;
        Advance();
        if (At(TokenKind.Identifier) && LookAhead().Kind == TokenKind.Assign)
            return ParseRecord(start);
        if (TryTake(TokenKind.CloseParen))
            return new TupleSyntax(From(start), [], null);
        ExpressionSyntax first = ParseExpression();
        if (!At(TokenKind.Comma))
        {
            Expect(TokenKind.CloseParen, "')'");
            return first;
        }

        Advance();
        List<ExpressionSyntax> rest = ParseList(TokenKind.CloseParen, "')'");
        rest.Insert(0, first);
        return new TupleSyntax(From(start), rest, null);
    }

    private TupleSyntax ParseRecord(TextSpan start)
    {
        var names = new List<string>();
        var elements = new List<ExpressionSyntax>();
        while (!At(TokenKind.CloseParen) && !_panic)
        {
            Token name = Expect(TokenKind.Identifier, "the name of an element");
            Expect(TokenKind.Assign, "'='");
            if (names.Contains(name.Text))
                Error(name.Span, $"the record has '{name.Text}' twice");
            names.Add(name.Text);
            elements.Add(ParseExpression());
            if (!TryTake(TokenKind.Comma))
                break;
        }

        Expect(TokenKind.CloseParen, "',' or ')'");
        return new TupleSyntax(From(start), elements, names);
    }
}
