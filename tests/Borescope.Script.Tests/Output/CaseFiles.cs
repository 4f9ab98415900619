using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;

namespace Borescope.Script.Tests.Output;

/// <summary>The case files beside the tests.</summary>
internal static class CaseFiles
{
    /// <summary>Lines of a file with columns between <c> ¦ </c>, without comments and empty lines.</summary>
    public static IEnumerable<string[]> Columns(string name)
    {
        foreach (string line in File.ReadLines(Path(name)))
        {
            if (line.Length > 0 && !line.StartsWith('#'))
                yield return line.Split(" ¦ ");
        }
    }

    /// <summary>Blocks of a file: a title line <c>=== title</c>, then sections <c>--- name</c>.</summary>
    public static IEnumerable<(string Title, Dictionary<string, string> Sections)> Blocks(string name)
    {
        foreach (string block in File.ReadAllText(Path(name)).Split("=== ", StringSplitOptions.RemoveEmptyEntries))
        {
            var sections = new Dictionary<string, string>();
            string[] parts = block.Split("--- ");
            int end = parts[0].IndexOf('\n', StringComparison.Ordinal);
            sections["input"] = parts[0][(end + 1)..];
            for (int i = 1; i < parts.Length; i++)
            {
                int newline = parts[i].IndexOf('\n', StringComparison.Ordinal);
                sections[parts[i][..newline]] = parts[i][(newline + 1)..];
            }

            yield return (parts[0][..end], sections);
        }
    }

    private static string Path(string name, [CallerFilePath] string here = "") => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "cases", name);
}
