using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;

namespace Borescope.Cli.Tools;

/// <summary>A standard tool: a script of the folder <c>tools</c>, carried inside this program.</summary>
/// <param name="Name">Its name, for instance <c>opensnoop</c>.</param>
internal sealed record ToolScript(string Name)
{
    private const string Folder = "tools/";
    private const string Extension = ".bt";
    private const string ParameterCall = "getopt(\"";

    /// <summary>The script.</summary>
    internal string Text { get; } = Read(Name);

    /// <summary>The name of the script in messages.</summary>
    internal string FileName => Name + Extension;

    /// <summary>One sentence: what it shows.</summary>
    internal string Summary
    {
        get
        {
            foreach (string line in Header())
                return line.StartsWith(Name + ": ", StringComparison.Ordinal) ? line[(Name.Length + 2)..] : line;
            return "";
        }
    }

    /// <summary>The names of all tools, in alphabetical order.</summary>
    internal static List<string> Names()
    {
        var names = new List<string>();
        foreach (string resource in typeof(ToolScript).Assembly.GetManifestResourceNames())
        {
            if (resource.StartsWith(Folder, StringComparison.Ordinal) && resource.EndsWith(Extension, StringComparison.Ordinal))
                names.Add(resource[Folder.Length..^Extension.Length]);
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>The comment at the top of the script: what it does, its parameters, its columns.</summary>
    internal IEnumerable<string> Header()
    {
        foreach (string line in Text.Split('\n'))
        {
            if (line.StartsWith("#!", StringComparison.Ordinal))
                continue;
            if (!line.StartsWith("//", StringComparison.Ordinal))
                yield break;
            yield return line.Length > 3 ? line[3..] : "";
        }
    }

    /// <summary>The names of its parameters, without the dashes.</summary>
    internal HashSet<string> Parameters()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int at = Text.IndexOf(ParameterCall, StringComparison.Ordinal); at >= 0; at = Text.IndexOf(ParameterCall, at + 1, StringComparison.Ordinal))
        {
            int start = at + ParameterCall.Length, end = Text.IndexOf('"', start);
            if (end > start)
                names.Add(Text[start..end]);
        }

        return names;
    }

    private static string Read(string name)
    {
        Assembly assembly = typeof(ToolScript).Assembly;
        using Stream stream = assembly.GetManifestResourceStream(Folder + name + Extension) ?? throw new ArgumentException("There is no tool of this name.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
