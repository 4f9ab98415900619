using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Script.Syntax;

namespace Borescope.Script.Headers;

/// <summary>Picks the macros of headers that a script can mean: a header defines thousands.</summary>
internal static class UsedMacros
{
    /// <summary>Definitions, a line each, of the macros without parameters that a text names; what stands for them has no macros any more.</summary>
    /// <param name="preprocessor">Has read the headers.</param>
    /// <param name="text">The script with everything it imports.</param>
    public static string TextOf(CPreprocessor preprocessor, string text)
    {
        var lines = new StringBuilder();
        foreach (string name in WordsOf(text))
        {
            if (!preprocessor.Macros.TryGetValue(name, out CMacro? macro) || macro is not { Parameters: null, IsPredefined: false } || ReservedNames.IsBuiltin(name))
                continue;

            // An enumerator that is also a macro stands for itself.
            IReadOnlyList<CToken> body = preprocessor.Expand(macro);
            if (body.Count == 0 || (body is [var only] && only.Text == name))
                continue;
            lines.Append("#define ").Append(name);
            foreach (CToken token in body)
                lines.Append(' ').Append(token.InScript);
            lines.Append('\n');
        }

        return lines.ToString();
    }

    private static HashSet<string> WordsOf(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        for (int at = 0; at < text.Length;)
        {
            int end = at;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                end++;
            if (end > at)
                words.Add(text[at..end]);
            at = Math.Max(end, at + 1);
        }

        return words;
    }
}
