using System;
using System.Collections.Generic;

namespace Borescope.Script.Editing;

/// <summary>Words of a script's text: names with their <c>$</c> or <c>@</c>.</summary>
internal static class Words
{
    /// <summary>Where the word that ends at a position starts; the position itself when there is none.</summary>
    public static int StartBefore(string text, int position)
    {
        int start = position;
        while (start > 0 && IsPart(text[start - 1]))
            start--;
        return start > 0 && text[start - 1] is '$' or '@' ? start - 1 : start;
    }

    /// <summary>The word around a position; empty when there is none.</summary>
    public static (int Start, string Word) Around(string text, int position)
    {
        int end = position;
        if (end < text.Length && text[end] is '$' or '@')
            end++;
        while (end < text.Length && IsPart(text[end]))
            end++;
        int start = StartBefore(text, end);
        return (start, text[start..end]);
    }

    /// <summary>The word in front of another, with blanks between; empty when there is none.</summary>
    public static string WordBefore(string text, int start)
    {
        int end = start;
        while (end > 0 && char.IsWhiteSpace(text[end - 1]))
            end--;
        return end == start ? "" : text[StartBefore(text, end)..end];
    }

    /// <summary>Names with a sigil in a stretch of the text, each once, without the one that starts at a position.</summary>
    public static IEnumerable<string> Named(string text, char sigil, int start, int end, int except)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int index = start; index < end; index++)
        {
            if (text[index] != sigil)
                continue;
            int stop = index + 1;
            while (stop < end && IsPart(text[stop]))
                stop++;
            bool isNumber = stop > index + 1 && char.IsAsciiDigit(text[index + 1]);
            if (index != except && !isNumber && (stop > index + 1 || sigil == '@') && seen.Add(text[index..stop]))
                yield return text[index..stop];
        }
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
