using System;
using System.Text;

namespace Borescope.Script.Syntax;

internal sealed partial class Lexer
{
    // Nanoseconds per unit of a duration literal.
    private static readonly (string Suffix, ulong Factor)[] Durations =
    [
        ("ns", 1),
        ("us", 1_000),
        ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
        ("d", 86_400_000_000_000),
    ];

    private Token TakeNumber()
    {
        int at = Position;
        int radix = 10;
        if (Peek(0) == '0' && Peek(1) is 'x' or 'X')
            (radix, Position) = (16, at + 2);
        else if (Peek(0) == '0' && Peek(1) is 'b' or 'B')
            (radix, Position) = (2, at + 2);
        else if (Peek(0) == '0' && (char.IsAsciiDigit(Peek(1)) || Peek(1) == '_'))
            (radix, Position) = (8, at + 1);

        bool ok = true, any = radix == 8;
        ulong value = 0;
        for (; Position < end; Position++)
        {
            char c = _text[Position];
            if (c == '_')
                continue;
            int digit = char.IsAsciiDigit(c) ? c - '0' : radix == 16 && char.IsAsciiHexDigit(c) ? (c | 32) - 'a' + 10 : -1;
            if (digit < 0 || digit >= Math.Max(radix, 10))
                break;
            any = true;
            if (digit >= radix)
                return BadNumber(at, $"'{c}' is no digit of a number to base {radix}", radix == 8 ? "a leading 0 makes a number octal" : "");
            UInt128 wide = (UInt128)value * (uint)radix + (uint)digit;
            ok &= wide <= ulong.MaxValue;
            value = (ulong)wide;
        }

        if (!any)
            return BadNumber(at, "a number needs a digit behind its prefix");
        if (radix == 10 && Peek(0) is 'e' or 'E' && radix == 10)
            ok &= TakeExponent(at, ref value);
        return TakeSuffix(at, value, ok);
    }

    private bool TakeExponent(int at, ref ulong value)
    {
        bool fits = true;
        int digits = Position - at;
        Position++;
        int from = Position, exponent = 0;
        for (; char.IsAsciiDigit(Peek(0)); Position++)
            exponent = Math.Min(exponent * 10 + (Peek(0) - '0'), 100);
        if (Position == from || digits != 1 || value == 0)
        {
            diagnostics.Error(
                source, new TextSpan(at, Math.Max(1, Position - at)), "this is no number", "an exponent stands behind one digit from 1 to 9: 2e3");
            return true;
        }

        for (int i = 0; i < exponent && fits; i++)
        {
            fits = value <= ulong.MaxValue / 10;
            value = unchecked(value * 10);
        }

        return fits;
    }

    private Token TakeSuffix(int at, ulong value, bool ok)
    {
        int from = Position;
        while (Position < end && IsIdentifierPart(_text[Position]))
            Position++;
        ReadOnlySpan<char> suffix = _text.AsSpan(from, Position - from);
        if (suffix.Length > 0)
        {
            ulong factor = FactorOf(suffix);
            if (factor == 0)
                return BadNumber(at, $"'{suffix}' is no suffix of a number", "durations end in ns us ms s m h d, integers may end in u l ul ll ull");
            UInt128 wide = (UInt128)value * factor;
            ok &= wide <= ulong.MaxValue;
            value = (ulong)wide;
        }

        var span = new TextSpan(at, Position - at);
        if (!ok)
            diagnostics.Error(source, span, "this number does not fit into 64 bits", $"the largest one is {ulong.MaxValue}");
        return new Token(TokenKind.Integer, span, "", value);
    }

    private static ulong FactorOf(ReadOnlySpan<char> suffix)
    {
        foreach ((string unit, ulong factor) in Durations)
        {
            if (suffix.SequenceEqual(unit))
                return factor;
        }

        // The C suffixes say nothing here: types come from values.
        return suffix.Equals("u", StringComparison.OrdinalIgnoreCase) || suffix.Equals("l", StringComparison.OrdinalIgnoreCase)
            || suffix.Equals("ul", StringComparison.OrdinalIgnoreCase) || suffix.Equals("ll", StringComparison.OrdinalIgnoreCase)
            || suffix.Equals("ull", StringComparison.OrdinalIgnoreCase) ? 1UL : 0;
    }

    private Token BadNumber(int at, string message, string hint = "")
    {
        while (Position < end && IsIdentifierPart(_text[Position]))
            Position++;
        var span = new TextSpan(at, Position - at);
        diagnostics.Error(source, span, message, hint.Length > 0 ? [hint] : []);
        return new Token(TokenKind.Integer, span, "", 0);
    }

    private Token TakeString()
    {
        int at = Position++;
        var text = new StringBuilder();
        while (Position < end)
        {
            char c = _text[Position];
            if (c == '"')
            {
                Position++;
                return new Token(TokenKind.String, new TextSpan(at, Position - at), text.ToString());
            }

            if (c == '\n')
                break;
            if (c == '\\')
                TakeEscape(text);
            else
                text.Append(_text[Position++]);
        }

        var span = new TextSpan(at, Math.Max(1, Position - at));
        diagnostics.Error(source, span, "unterminated string", "a string ends with '\"' on the line it starts; a line break in it is '\\n'");
        return new Token(TokenKind.String, span, text.ToString());
    }

    private void TakeEscape(StringBuilder text)
    {
        int at = Position++;
        char c = Peek(0);
        Position++;
        switch (c)
        {
            case 'n':
                text.Append('\n');
                return;
            case 't':
                text.Append('\t');
                return;
            case 'r':
                text.Append('\r');
                return;
            case '"' or '\\':
                text.Append(c);
                return;
            case '\n':
                return;
            case 'x' when char.IsAsciiHexDigit(Peek(0)):
                text.Append(ScriptText.Of((byte)TakeDigits(16, 2)));
                return;
            case >= '0' and <= '7':
                Position--;
                text.Append(ScriptText.Of((byte)TakeDigits(8, 3)));
                return;
            default:
                Position = Math.Min(Position, end);
                diagnostics.Error(
                    source, new TextSpan(at, Math.Max(1, Position - at)), "unknown escape in a string", "known are \\n \\t \\r \\\" \\\\ \\NNN (octal) and \\xHH");
                return;
        }
    }

    private int TakeDigits(int radix, int most)
    {
        int value = 0;
        for (int i = 0; i < most; i++, Position++)
        {
            char c = Peek(0);
            int digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiHexDigit(c) ? (c | 32) - 'a' + 10 : 99;
            if (digit >= radix)
                break;
            value = value * radix + digit;
        }

        return value;
    }
}
