using System;
using System.Collections.Generic;
using System.IO;

namespace Borescope.Compiler.Tests;

/// <summary>Text files beside the tests: one case per line, <c>#</c> starts a comment line.</summary>
internal static class DataFile
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Data", name);

    public static IEnumerable<string> Lines(string name)
    {
        foreach (string line in File.ReadLines(Path(name)))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }

    /// <summary>Lines split at the first space.</summary>
    public static IEnumerable<(string Key, string Value)> Pairs(string name)
    {
        foreach (string line in Lines(name))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            yield return (line[..space], line[(space + 1)..]);
        }
    }
}
