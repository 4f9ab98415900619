using System;

namespace Borescope.Sources;

/// <summary>A C source with blanks for what is no code: comments, texts, lines of the preprocessor. Places and lines stay.</summary>
internal static class SourceMask
{
    /// <summary>The masked source.</summary>
    /// <param name="text">The source.</param>
    /// <param name="keepsMacros">Whether what <c>#define</c> lines define counts as code.</param>
    internal static string Of(string text, bool keepsMacros)
    {
        var mask = text.ToCharArray();
        var isLineStart = true;
        for (var at = 0; at < mask.Length;)
        {
            var end = EndOfBlank(text, at, isLineStart, keepsMacros);
            if (end == at)
            {
                isLineStart = text[at] == '\n' || (isLineStart && char.IsWhiteSpace(text[at]));
                at++;
                continue;
            }

            for (; at < end; at++)
                mask[at] = text[at] == '\n' ? '\n' : ' ';
        }

        return new string(mask);
    }

    /// <summary>Whether a character can be part of a name.</summary>
    internal static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>Bytes of the name that a text begins with; 0 without one.</summary>
    internal static int NameLength(ReadOnlySpan<byte> text)
    {
        var end = 0;
        while (end < text.Length && IsName((char)text[end]))
            end++;
        return end;
    }

    // The place itself when code is there.
    private static int EndOfBlank(string text, int at, bool isLineStart, bool keepsMacros)
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith("//"))
            return EndOfLine(text, at);
        if (rest.StartsWith("/*"))
            return text.IndexOf("*/", at + 2, StringComparison.Ordinal) is >= 0 and var close ? close + 2 : text.Length;
        if (rest[0] is '"' or '\'')
            return EndOfText(text, at);
        if (rest[0] != '#' || !isLineStart)
            return at;
        var directive = rest[1..].TrimStart(" \t");
        return keepsMacros && directive.StartsWith("define") ? text.Length - directive.Length + "define".Length : EndOfLine(text, at);
    }

    private static int EndOfLine(string text, int at)
    {
        var end = text.IndexOf('\n', at);
        while (end > 0 && text[end - 1] == '\\')
            end = text.IndexOf('\n', end + 1);
        return end < 0 ? text.Length : end;
    }

    private static int EndOfText(string text, int at)
    {
        for (var end = at + 1; end < text.Length && text[end] != '\n'; end++)
        {
            if (text[end] == '\\')
                end++;
            else if (text[end] == text[at])
                return end + 1;
        }

        // Not closed: the compiler will say so.
        return Math.Min(EndOfLine(text, at), text.Length);
    }
}
