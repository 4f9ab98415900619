using System.Text;

namespace Borescope.Generators.Objects;

/// <summary>C# text with indentation.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _afterOpening = true;

    internal void Line(string text)
    {
        _text.Append(' ', _depth * 4).Append(text).Append('\n');
        _afterOpening = false;
    }

    /// <summary>An empty line between members, none behind an opening brace.</summary>
    internal void Gap()
    {
        if (!_afterOpening)
            _text.Append('\n');
        _afterOpening = true;
    }

    internal void Open()
    {
        Line("{");
        _depth++;
        _afterOpening = true;
    }

    internal void Close()
    {
        _depth--;
        Line("}");
    }

    internal void Summary(string text) => Line($"/// <summary>{text}</summary>");

    /// <summary>Text of C for a documentation comment, on one line and of bounded length.</summary>
    internal static string Code(string text)
    {
        const int Longest = 200;
        var code = new StringBuilder("<c>");
        foreach (var character in text.Length <= Longest ? text : text.Substring(0, Longest) + "…")
        {
            code.Append(character switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                _ when char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF' => "?",
                _ => character.ToString(),
            });
        }

        return code.Append("</c>").ToString();
    }

    /// <summary>A string literal.</summary>
    internal static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var character in text)
        {
            if (character is '"' or '\\')
                literal.Append('\\').Append(character);
            else if (character is < ' ' or > '~')
                literal.Append("\\u").Append(((int)character).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            else
                literal.Append(character);
        }

        return literal.Append('"').ToString();
    }

    public override string ToString() => _text.ToString();
}
