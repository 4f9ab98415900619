using System;
using System.Globalization;

namespace Borescope.Compiler.Ir.Text;

/// <summary>Reads words, numbers and marks of one line of IR text.</summary>
internal sealed class IrLine(string text, int number)
{
    private int _at;

    public int Number { get; } = number;

    public bool AtEnd
    {
        get
        {
            Skip();
            return _at >= text.Length;
        }
    }

    /// <summary>A run of letters, digits and <c>_ . % @ ? -</c>.</summary>
    public string Word()
    {
        Skip();
        int start = _at;
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '_' or '.' or '%' or '@' or '?' || (text[_at] == '-' && _at == start)))
        {
            _at++;
        }

        if (start == _at)
        {
            throw Error("a word is missing");
        }

        return text.Substring(start, _at - start);
    }

    public string PeekWord()
    {
        int saved = _at;
        string w = Word();
        _at = saved;
        return w;
    }

    public bool Take(char mark)
    {
        Skip();
        if (_at < text.Length && text[_at] == mark)
        {
            _at++;
            return true;
        }

        return false;
    }

    public void Expect(char mark)
    {
        if (!Take(mark))
        {
            throw Error($"'{mark}' is missing");
        }
    }

    public long Integer()
    {
        string w = Word();
        return long.TryParse(w, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long v) ? v : throw Error($"'{w}' is not a number");
    }

    public string Quoted()
    {
        Expect('"');
        int end = text.IndexOf('"', _at);
        if (end < 0)
        {
            throw Error("the string does not end");
        }

        string s = text.Substring(_at, end - _at);
        _at = end + 1;
        return s;
    }

    /// <summary>Index of a word in a list of names.</summary>
    public int OneOf(string[] names)
    {
        string w = Word();
        int at = Array.IndexOf(names, w);
        return at >= 0 ? at : throw Error($"'{w}' is not one of {string.Join(", ", names)}");
    }

    public IrException Error(string what) => new($"IR text line {Number}: {what}: {text.Trim()}");

    private void Skip()
    {
        while (_at < text.Length && (text[_at] is ' ' or '\t' or '\r'))
        {
            _at++;
        }
    }
}
