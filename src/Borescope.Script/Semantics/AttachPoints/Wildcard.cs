using System;

namespace Borescope.Script.Semantics.AttachPoints;

/// <summary>Patterns with <c>*</c>, which stands for any text; everything else stands for itself.</summary>
public static class Wildcard
{
    /// <summary>Whether the text has a <c>*</c>.</summary>
    public static bool IsPattern(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains('*', StringComparison.Ordinal);
    }

    /// <summary>Whether the name of a file is a pattern of files, in which <c>[</c> and <c>]</c> and with them <c>?</c> mean something, too.</summary>
    public static bool IsFilePattern(string path) => IsPattern(path) || (path.Contains('[', StringComparison.Ordinal) && path.Contains(']', StringComparison.Ordinal));

    /// <summary>Whether a name matches.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int star = -1, mark = 0, p = 0, n = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = n;
            }
            else if (p < pattern.Length && pattern[p] == name[n])
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }
}
