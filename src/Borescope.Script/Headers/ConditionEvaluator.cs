using System;
using System.Collections.Generic;
using System.Globalization;

namespace Borescope.Script.Headers;

/// <summary>Computes the condition of an <c>#if</c>: integers of 64 bits; names that are no macros count as 0.</summary>
internal sealed class ConditionEvaluator
{
    private const int MaxDepth = 100;

    private static readonly string[][] Levels =
    [
        ["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<", ">", "<=", ">="], ["<<", ">>"], ["+", "-"], ["*", "/", "%"],
    ];

    private readonly IReadOnlyList<CToken> _tokens;
    private int _at;
    private int _depth;

    private ConditionEvaluator(IReadOnlyList<CToken> tokens) => _tokens = tokens;

    /// <summary>The value of an expression whose macros are expanded.</summary>
    /// <exception cref="HeaderException">It is none.</exception>
    public static long Evaluate(IReadOnlyList<CToken> tokens)
    {
        var evaluator = new ConditionEvaluator(tokens);
        long value = evaluator.Conditional();
        return evaluator._at == tokens.Count ? value : throw new HeaderException($"'{tokens[evaluator._at].Text}' does not belong into a condition");
    }

    private long Conditional()
    {
        if (++_depth > MaxDepth)
            throw new HeaderException("a condition is nested too deeply");
        long value = Binary(0);
        if (Take("?"))
        {
            long yes = Conditional();
            if (!Take(":"))
                throw new HeaderException("a '?' in a condition has no ':'");
            long no = Conditional();
            value = value != 0 ? yes : no;
        }

        _depth--;
        return value;
    }

    private long Binary(int level)
    {
        if (level == Levels.Length)
            return Unary();
        long left = Binary(level + 1);
        while (_at < _tokens.Count && _tokens[_at].Kind == CTokenKind.Punctuator && Array.IndexOf(Levels[level], _tokens[_at].Text) >= 0)
        {
            string op = _tokens[_at++].Text;
            long right = Binary(level + 1);
            left = Apply(op, left, right);
        }

        return left;
    }

    private static long Apply(string op, long a, long b) => op switch
    {
        "||" => a != 0 || b != 0 ? 1 : 0,
        "&&" => a != 0 && b != 0 ? 1 : 0,
        "|" => a | b,
        "^" => a ^ b,
        "&" => a & b,
        "==" => a == b ? 1 : 0,
        "!=" => a != b ? 1 : 0,
        "<" => a < b ? 1 : 0,
        ">" => a > b ? 1 : 0,
        "<=" => a <= b ? 1 : 0,
        ">=" => a >= b ? 1 : 0,
        "<<" => a << (int)b,
        ">>" => a >> (int)b,
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,

        // Both sides of && are computed; what is not looked at may divide by zero.
        "/" => b is 0 or -1 ? (b == 0 ? 0 : -a) : a / b,
        _ => b is 0 or -1 ? 0 : a % b,
    };

    private long Unary()
    {
        if (++_depth > MaxDepth)
            throw new HeaderException("a condition is nested too deeply");
        long value;
        if (Take("!"))
            value = Unary() == 0 ? 1 : 0;
        else if (Take("-"))
            value = -Unary();
        else if (Take("+"))
            value = Unary();
        else if (Take("~"))
            value = ~Unary();
        else if (Take("("))
            value = Parenthesized();
        else
            value = Primary();
        _depth--;
        return value;
    }

    private long Parenthesized()
    {
        long value = Conditional();
        return Take(")") ? value : throw new HeaderException("a '(' in a condition is not closed");
    }

    private long Primary()
    {
        if (_at >= _tokens.Count)
            throw new HeaderException("a condition ends too early");
        CToken token = _tokens[_at++];
        if (token.Kind == CTokenKind.Number)
            return Number(token.Text) ?? throw new HeaderException($"'{token.Text}' is no integer");
        if (token.IsCharacter)
            return Character(token.Text);
        if (token.Kind != CTokenKind.Identifier)
            throw new HeaderException($"'{token.Text}' does not belong into a condition");

        // A call of something that is no macro, __has_feature(x) of another compiler for instance, is as good as 0.
        if (Take("("))
        {
            for (int open = 1; open > 0 && _at < _tokens.Count; _at++)
                open += _tokens[_at].Is("(") ? 1 : _tokens[_at].Is(")") ? -1 : 0;
        }

        return token.Text == "true" ? 1 : 0;
    }

    /// <summary>The value of a character constant; 0 for what is none.</summary>
    internal static long Character(string text) => text[text.IndexOf('\'', StringComparison.Ordinal)..] switch
    {
        ['\'', '\\', 'n', '\''] => '\n',
        ['\'', '\\', 't', '\''] => '\t',
        ['\'', '\\', 'r', '\''] => '\r',
        ['\'', '\\', 'x', .. var digits, '\''] when int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) => value,
        ['\'', '\\', .. var digits, '\''] when TryOctal(digits, out ulong value) => (long)value,
        ['\'', '\\', var other, '\''] => other,
        ['\'', var plain, '\''] => plain,
        _ => 0,
    };

    /// <summary>The value of an integer constant of C; null when it is none.</summary>
    internal static long? Number(string text)
    {
        ReadOnlySpan<char> digits = text.AsSpan().TrimEnd("uUlL");
        ulong value;
        bool isValid;
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            isValid = ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        else if (digits.StartsWith("0b", StringComparison.OrdinalIgnoreCase))
            isValid = ulong.TryParse(digits[2..], NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture, out value);
        else if (digits is ['0', _, ..])
            isValid = TryOctal(digits, out value);
        else
            isValid = ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        return isValid ? (long)value : null;
    }

    private static bool TryOctal(ReadOnlySpan<char> digits, out ulong value)
    {
        value = 0;
        foreach (char c in digits)
        {
            if (c is < '0' or > '7')
                return false;
            value = (value << 3) | (uint)(c - '0');
        }

        return true;
    }

    private bool Take(string punctuator)
    {
        if (_at >= _tokens.Count || !_tokens[_at].Is(punctuator))
            return false;
        _at++;
        return true;
    }
}
