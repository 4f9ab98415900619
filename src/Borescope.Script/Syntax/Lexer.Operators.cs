namespace Borescope.Script.Syntax;

internal sealed partial class Lexer
{
    private Token TakeOperator(char c)
    {
        int at = Position;
        (TokenKind kind, int length) = c switch
        {
            '(' => (TokenKind.OpenParen, 1),
            ')' => (TokenKind.CloseParen, 1),
            '{' => (TokenKind.OpenBrace, 1),
            '}' => (TokenKind.CloseBrace, 1),
            '[' => (TokenKind.OpenBracket, 1),
            ']' => (TokenKind.CloseBracket, 1),
            ',' => (TokenKind.Comma, 1),
            ';' => (TokenKind.Semicolon, 1),
            ':' => (TokenKind.Colon, 1),
            '?' => (TokenKind.Question, 1),
            '#' => (TokenKind.Hash, 1),
            '~' => (TokenKind.Tilde, 1),
            '.' => Peek(1) != '.' ? (TokenKind.Dot, 1) : Peek(2) == '.' ? (TokenKind.Ellipsis, 3) : (TokenKind.DotDot, 2),
            '+' => Pick('+', TokenKind.PlusPlus, TokenKind.PlusAssign, TokenKind.Plus),
            '-' => Peek(1) == '>' ? (TokenKind.Arrow, 2) : Pick('-', TokenKind.MinusMinus, TokenKind.MinusAssign, TokenKind.Minus),
            '*' => Pick(TokenKind.StarAssign, TokenKind.Star),
            '/' => EndsPredicate() ? (TokenKind.EndPredicate, 1) : Pick(TokenKind.SlashAssign, TokenKind.Slash),
            '%' => Pick(TokenKind.PercentAssign, TokenKind.Percent),
            '&' => Pick('&', TokenKind.AndAnd, TokenKind.AmpersandAssign, TokenKind.Ampersand),
            '|' => Pick('|', TokenKind.OrOr, TokenKind.PipeAssign, TokenKind.Pipe),
            '^' => Pick(TokenKind.CaretAssign, TokenKind.Caret),
            '!' => Pick(TokenKind.BangEqual, TokenKind.Bang),
            '=' => Pick(TokenKind.EqualEqual, TokenKind.Assign),
            '<' => Shift('<', TokenKind.ShiftLeft, TokenKind.ShiftLeftAssign, TokenKind.LessEqual, TokenKind.Less),
            '>' => Shift('>', TokenKind.ShiftRight, TokenKind.ShiftRightAssign, TokenKind.GreaterEqual, TokenKind.Greater),
            _ => (TokenKind.Bad, 1),
        };
        if (kind == TokenKind.Bad)
        {
            bool quote = c == '\'';
            int length2 = char.IsHighSurrogate(c) && char.IsLowSurrogate(Peek(1)) ? 2 : 1;
            string shown = char.IsControl(c) || char.IsSurrogate(c) ? $"character U+{(int)c:X4}" : $"character '{c}'";
            return quote
                ? Bad(at, 1, "there are no character literals", "strings stand in double quotes")
                : Bad(at, length2, $"{shown} has no meaning here");
        }

        Position = at + length;
        return new Token(kind, new TextSpan(at, length));
    }

    private (TokenKind Kind, int Length) Pick(TokenKind withEqual, TokenKind alone) => Peek(1) == '=' ? (withEqual, 2) : (alone, 1);

    private (TokenKind Kind, int Length) Pick(char twice, TokenKind doubled, TokenKind withEqual, TokenKind alone) =>
        Peek(1) == twice ? (doubled, 2) : Pick(withEqual, alone);

    private (TokenKind Kind, int Length) Shift(char twice, TokenKind doubled, TokenKind doubledEqual, TokenKind withEqual, TokenKind alone)
    {
        if (Peek(1) != twice)
            return Pick(withEqual, alone);
        return Peek(2) == '=' ? (doubledEqual, 3) : (doubled, 2);
    }

    private bool EndsPredicate()
    {
        if (!InPredicate)
            return false;
        int at = Position;
        var ahead = new Lexer(source, _text, at + 1, end, new Diagnostics.DiagnosticBag());
        ahead.SkipBlanks();
        return ahead.Peek(0) is '{' or '\0';
    }
}
