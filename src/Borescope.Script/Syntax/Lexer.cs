using Borescope.Script.Diagnostics;
using Borescope.Script.Headers;

namespace Borescope.Script.Syntax;

/// <summary>Cuts a stretch of source text into tokens, one at a time. Attach points are not its business (see <see cref="AttachPointScanner"/>).</summary>
/// <param name="source">What messages are about.</param>
/// <param name="text">What is read: the text of the source, blanks where it does not count.</param>
/// <param name="start">Where to begin.</param>
/// <param name="end">Where to end.</param>
/// <param name="diagnostics">Where messages go.</param>
internal sealed partial class Lexer(ScriptSource source, string text, int start, int end, DiagnosticBag diagnostics)
{
    private readonly string _text = text;
    private int _position = start;
    private MacroUse? _use;
    private int _used;

    /// <summary>Reads the text of a source as it is.</summary>
    public Lexer(ScriptSource source, int start, int end, DiagnosticBag diagnostics)
        : this(source, source.Text, start, end, diagnostics)
    {
    }

    /// <summary>Macros of the preprocessor; null: names stay what they are.</summary>
    public ScriptMacros? Macros { get; init; }

    /// <summary>Where the next token is looked for, when no macro has left any. Setting it forgets those.</summary>
    public int Position
    {
        get => _position;
        set => (_position, _use) = (value, null);
    }

    /// <summary>Whether tokens of a macro are still to come.</summary>
    public bool IsInMacro => _use is not null && _used < _use.Tokens.Count;

    /// <summary>The place of the next token, to come back to.</summary>
    public (int Position, MacroUse? Use, int Used) Place
    {
        get => (_position, _use, _used);
        set => (_position, _use, _used) = value;
    }

    /// <summary>True while a predicate is read: <c>/</c> in front of <c>{</c> ends it.</summary>
    public bool InPredicate { get; set; }

    /// <summary>Reads a number as the language writes them: <c>250</c>, <c>0x10</c>, <c>1e6</c>, <c>1_000_000</c>; durations (<c>10ms</c>) are nanoseconds.</summary>
    public static bool TryNumber(string text, out ulong number)
    {
        var problems = new DiagnosticBag();
        var lexer = new Lexer(new ScriptSource("number", text), 0, text.Length, problems);
        Token token = lexer.Next();
        number = token.Value;
        return token.Kind == TokenKind.Integer && token.Span.Length == text.Length && !problems.HasErrors;
    }

    /// <summary>Takes the next token.</summary>
    public Token Next()
    {
        while (true)
        {
            if (IsInMacro)
                return _use!.Tokens[_used++];
            Token token = Read();
            if (token.Kind != TokenKind.Identifier || Macros?.Expand(token.Text, token.Span, _text, end) is not { } use)
                return token;
            (_position, _use, _used) = (use.End, use, 0);
        }
    }

    private Token Read()
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

    /// <summary>Whether an identifier may go on with it.</summary>
    public static bool IsIdentifierPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

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
            return new Token(TokenKind.Variable, span, _text.Substring(span.Start, span.Length));
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
        return new Token(TokenKind.Map, span, _text.Substring(span.Start, span.Length));
    }

    private Token Bad(int at, int length, string message, params string[] hints)
    {
        var span = new TextSpan(at, length);
        diagnostics.Error(source, span, message, hints);
        Position = at + length;
        return new Token(TokenKind.Bad, span);
    }
}
