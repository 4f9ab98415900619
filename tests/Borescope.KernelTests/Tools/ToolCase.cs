using System;
using System.Collections.Generic;
using System.IO;

namespace Borescope.KernelTests.Tools;

/// <summary>One case of <c>Tools/Cases</c>: a tool, what provokes it, what it must print.</summary>
/// <remarks>
/// A key's value stands behind it on its line, or on the lines up to the next key. For the shell that runs the tools (<c>Tools/run-tools</c>):
/// <c>tool</c> (default: the file's name), <c>options</c> (of the tracer), <c>params</c> (of the tool), <c>provoke</c> (shell lines), <c>until</c> (an extended
/// regular expression that the output must match before the tool is interrupted). For the test: <c>expect</c> (regular expressions that must match lines of
/// the output, in this order), <c>never</c> (must match no line).
/// </remarks>
public sealed class ToolCase
{
    private static readonly string[] s_keys = ["tool", "options", "params", "provoke", "until", "expect", "never"];

    private readonly Dictionary<string, List<string>> _fields = new(StringComparer.Ordinal);

    /// <summary>The name of the file without its extension.</summary>
    public required string Name { get; init; }

    /// <summary>The lines of a key.</summary>
    public IReadOnlyList<string> this[string key] => _fields.TryGetValue(key, out List<string>? lines) ? lines : [];

    /// <summary>The tool's name.</summary>
    public string Tool => this["tool"] is [string name, ..] ? name : Name;

    /// <summary>The folder of the cases in the source tree, where the shell reads them too.</summary>
    public static string Folder { get; } = Path.Combine(Machines.NativeBinary.Root, "tests", "Borescope.KernelTests", "Tools");

    /// <summary>All cases.</summary>
    public static IReadOnlyList<ToolCase> ReadAll()
    {
        var cases = new List<ToolCase>();
        string[] files = Directory.GetFiles(Path.Combine(Folder, "Cases"), "*.txt");
        Array.Sort(files, StringComparer.Ordinal);
        foreach (string file in files)
            cases.Add(Read(file));
        return cases;
    }

    private static ToolCase Read(string file)
    {
        var item = new ToolCase { Name = Path.GetFileNameWithoutExtension(file) };
        List<string>? lines = null;
        foreach (string line in File.ReadLines(file))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && Array.IndexOf(s_keys, line[..colon]) >= 0)
            {
                item._fields[line[..colon]] = lines = [];
                if (line[(colon + 1)..].Trim() is { Length: > 0 } value)
                    lines.Add(value);
            }
            else if (line.Length > 0)
            {
                (lines ?? throw new InvalidDataException($"{file}: '{line}' stands in front of the first key")).Add(line);
            }
        }

        return item;
    }
}
