using Borescope.Script.Diagnostics;

namespace Borescope.Script.Syntax;

/// <summary>Cuts a stretch of source text into tokens, one at a time. Attach points are not its business (see <see cref="AttachPointScanner"/>).</summary>
internal sealed partial class Lexer(ScriptSource source, int start, int end, DiagnosticBag diagnostics)
{
    private readonly string _text = source.Text;

    /// <summary>Where the next token is looked for.</summary>
    public int Position { get; set; } = start;

    /// <summary>True while a predicate is read: <c>/</c> in front of <c>{</c> ends it.</summary>
    public bool InPredicate { get; set; }

    /// <summary>Takes the next token.</summary>
    public Token Next()
    {
        SkipBlanks();
        int at = Position;
        if (at >= end)
            return new Token(TokenKind.End, new TextSpan(end, 0));
        char c = _text[at];
        if (IsIdentifierStart(c))
            return new Token(TokenKind.Identifier, TakeWord(at), _text[at..Position]);
        if (char.IsAsciiDigit(c))
            return TakeNumber();
        return c switch
        {
            '"' => TakeString(),
            '$' => TakeDollar(),
            '@' => TakeMap(),
            _ => TakeOperator(c),
        };
    }

    /// <summary>Skips blanks and comments.</summary>
    public void SkipBlanks()
    {
        while (Position < end)
        {
            char c = _text[Position];
            if (c is ' ' or '\t' or '\n' or '\r' or '\f' or '\v')
            {
                Position++;
            }
            else if (c == '\\' && Peek(1) is '\n' or '\r' && c == '\\')
            {
                Position += 2;
            }
            else if (c == '/' && Peek(1) == '/')
            {
                while (Position < end && _text[Position] != '\n')
                    Position++;
            }
            else if (c == '/' && Peek(1) == '*')
            {
                SkipComment();
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Whether a character can start an identifier.</summary>
    public static bool IsIdentifierStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsIdentifierPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private char Peek(int distance) => Position + distance < end ? _text[Position + distance] : '\0';

    private void SkipComment()
    {
        int at = Position;
        int close = _text.IndexOf("*/", at + 2, end - at - 2, System.StringComparison.Ordinal);
        if (close < 0)
        {
            diagnostics.Error(source, new TextSpan(at, 2), "this comment is never closed", "end it with '*/'");
            Position = end;
            return;
        }

        Position = close + 2;
    }

    private TextSpan TakeWord(int at)
    {
        while (Position < end && IsIdentifierPart(_text[Position]))
            Position++;
        return new TextSpan(at, Position - at);
    }

    private Token TakeDollar()
    {
        int at = Position++;
        char c = Peek(0);
        if (c == '#')
        {
            Position++;
            return new Token(TokenKind.ParameterCount, new TextSpan(at, 2));
        }

        if (char.IsAsciiDigit(c))
            return TakeParameter(at);
        if (IsIdentifierStart(c))
        {
            TextSpan span = TakeWord(at);
            return new Token(TokenKind.Variable, span, source.Slice(span));
        }

        return Bad(at, 1, "'$' stands alone", "a variable is '$name', a positional parameter '$1', their number '$#'");
    }

    private Token TakeParameter(int at)
    {
        ulong number = 0;
        while (char.IsAsciiDigit(Peek(0)))
        {
            number = System.Math.Min(number * 10 + (ulong)(Peek(0) - '0'), int.MaxValue);
            Position++;
        }

        var span = new TextSpan(at, Position - at);
        if (number == 0)
        {
            diagnostics.Error(source, span, "there is no positional parameter $0", "the first one is $1");
            number = 1;
        }

        return new Token(TokenKind.Parameter, span, "", number);
    }

    private Token TakeMap()
    {
        int at = Position++;
        if (IsIdentifierStart(Peek(0)))
            TakeWord(at);
        var span = new TextSpan(at, Position - at);
        return new Token(TokenKind.Map, span, source.Slice(span));
    }

    private Token Bad(int at, int length, string message, params string[] hints)
    {
        var span = new TextSpan(at, length);
        diagnostics.Error(source, span, message, hints);
        Position = at + length;
        return new Token(TokenKind.Bad, span);
    }
}
