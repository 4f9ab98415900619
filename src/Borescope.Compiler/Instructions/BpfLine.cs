using System.Globalization;

namespace Borescope.Compiler.Instructions;

/// <summary>Takes one line of assembler text apart.</summary>
internal sealed class BpfLine(string text)
{
    private int _at;

    public bool AtEnd
    {
        get
        {
            Skip();
            return _at >= text.Length;
        }
    }

    /// <summary>Takes the given text if it comes next.</summary>
    public bool Take(string expected)
    {
        Skip();
        if (string.CompareOrdinal(text, _at, expected, 0, expected.Length) != 0)
        {
            return false;
        }

        // A word must end where the expected one does.
        int end = _at + expected.Length;
        if (char.IsLetterOrDigit(expected[expected.Length - 1]) && end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
        {
            return false;
        }

        _at = end;
        return true;
    }

    /// <summary>Like <see cref="Take"/>, but the word may go on.</summary>
    public bool TakePrefix(string expected)
    {
        Skip();
        bool found = string.CompareOrdinal(text, _at, expected, 0, expected.Length) == 0;
        _at += found ? expected.Length : 0;
        return found;
    }

    /// <summary>Operator signs up to a space.</summary>
    public string Sign()
    {
        Skip();
        int start = _at;
        while (_at < text.Length && text[_at] is not (' ' or '\t') && !char.IsDigit(text[_at]))
        {
            _at++;
        }

        return text.Substring(start, _at - start);
    }

    /// <summary>A register r0 to r10, or w0 to w10.</summary>
    public bool Register(out byte number, out bool wide)
    {
        Skip();
        number = 0;
        wide = _at < text.Length && text[_at] == 'r';
        if (_at >= text.Length || text[_at] is not ('r' or 'w'))
        {
            return false;
        }

        int end = _at + 1;
        while (end < text.Length && char.IsDigit(text[end]))
        {
            end++;
        }

        if (end == _at + 1 || end > _at + 3 || (end < text.Length && (char.IsLetter(text[end]) || text[end] == '_')))
        {
            return false;
        }

        number = byte.Parse(text.Substring(_at + 1, end - _at - 1), CultureInfo.InvariantCulture);
        _at = end;
        return number <= BpfInstruction.FramePointer;
    }

    /// <summary>A decimal or 0x number with an optional sign, which may stand apart.</summary>
    public bool Number(out long value)
    {
        Skip();
        value = 0;
        int saved = _at;
        bool negative = false;
        if (_at < text.Length && text[_at] is '+' or '-')
        {
            negative = text[_at++] == '-';
            Skip();
        }

        bool hex = string.CompareOrdinal(text, _at, "0x", 0, 2) == 0;
        int start = hex ? _at + 2 : _at;
        int end = start;
        while (end < text.Length && (hex ? IsHex(text[end]) : char.IsDigit(text[end])))
        {
            end++;
        }

        if (end == start
            || !ulong.TryParse(text.Substring(start, end - start), hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out ulong v))
        {
            _at = saved;
            return false;
        }

        _at = end;
        value = negative ? unchecked(-(long)v) : (long)v;
        return true;
    }

    /// <summary>A number that fits the given signed range; unsigned 32-bit spelling of an immediate counts, too.</summary>
    public bool Number(long min, long max, out int value)
    {
        bool found = Number(out long v) && v >= min && v <= max;
        value = found ? (int)v : 0;
        return found;
    }

    /// <summary>Skips what objdump puts in angle brackets and gives it without them.</summary>
    public string Symbol()
    {
        Skip();
        if (_at >= text.Length || text[_at] != '<' || text[text.Length - 1] != '>')
        {
            return string.Empty;
        }

        string s = text.Substring(_at + 1, text.Length - _at - 2);
        _at = text.Length;
        return s;
    }

    private static bool IsHex(char c) => char.IsDigit(c) || c is (>= 'a' and <= 'f') or (>= 'A' and <= 'F');

    private void Skip()
    {
        while (_at < text.Length && (text[_at] is ' ' or '\t'))
        {
            _at++;
        }
    }
}
