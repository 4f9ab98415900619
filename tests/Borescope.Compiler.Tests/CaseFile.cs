using System;
using System.Collections.Generic;

namespace Borescope.Compiler.Tests;

/// <summary>Files of cases: a line <c>=== title</c>, a text, <c>---</c>, the text expected of it.</summary>
internal static class CaseFile
{
    /// <summary>With BORESCOPE_ACCEPT set, files are rewritten in the source tree with what comes out now.</summary>
    public static bool Accepting => Environment.GetEnvironmentVariable("BORESCOPE_ACCEPT") is not null;

    public static IEnumerable<(string Title, string Before, string After)> Cases(string text)
    {
        foreach (string part in text.Split("=== ", StringSplitOptions.RemoveEmptyEntries))
        {
            int line = part.IndexOf('\n', StringComparison.Ordinal);
            int middle = part.IndexOf("---\n", StringComparison.Ordinal);
            yield return (part[..line], part[(line + 1)..middle], part[(middle + 4)..]);
        }
    }
}
