using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using Borescope.Script.Semantics;

namespace Borescope.Script.Tests;

/// <summary>
/// A case in a file: lines <c>#! key value</c> set options, the script follows, and behind a line <c>----</c> what is expected.
/// With BORESCOPE_UPDATE_CASES set, tests write what they got instead of comparing.
/// </summary>
internal sealed class ScriptCase
{
    private const string Separator = "----\n";

    private ScriptCase(string path, string header, string script, string expected, BinderOptions options)
    {
        Path = path;
        Header = header;
        Script = script;
        Expected = expected;
        Options = options;
    }

    public string Path { get; }

    public string Script { get; }

    public string Expected { get; }

    public BinderOptions Options { get; }

    private string Header { get; }

    /// <summary>Names of the cases in a folder beside the tests.</summary>
    public static TheoryData<string> Names(string folder)
    {
        var names = new TheoryData<string>();
        string[] files = Directory.GetFiles(FolderOf(folder), "*.txt");
        Array.Sort(files, StringComparer.Ordinal);
        foreach (string file in files)
            names.Add(System.IO.Path.GetFileNameWithoutExtension(file));
        return names;
    }

    public static ScriptCase Read(string folder, string name)
    {
        string path = System.IO.Path.Combine(FolderOf(folder), name + ".txt");
        string text = File.ReadAllText(path);
        int split = text.IndexOf("\n" + Separator, StringComparison.Ordinal);
        string script = split < 0 ? text.TrimEnd('\n') : text[..split];
        string expected = split < 0 ? "" : text[(split + 1 + Separator.Length)..];
        string header = "";
        BinderOptions options = new();
        while (script.StartsWith("#! ", StringComparison.Ordinal))
        {
            int end = script.IndexOf('\n', StringComparison.Ordinal);
            options = Apply(options, script[3..end]);
            header += script[..(end + 1)];
            script = script[(end + 1)..];
        }

        return new ScriptCase(path, header, script, expected, options);
    }

    /// <summary>Compares, or writes the file anew.</summary>
    public void Check(string actual)
    {
        if (Environment.GetEnvironmentVariable("BORESCOPE_UPDATE_CASES") is { Length: > 0 })
            File.WriteAllText(Path, Header + Script + "\n" + Separator + actual);
        else
            Assert.Equal(Expected, actual);
    }

    private static string FolderOf(string folder, [CallerFilePath] string here = "") =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, folder);

    private static BinderOptions Apply(BinderOptions options, string line)
    {
        string[] words = line.Split(' ');
        switch (words[0])
        {
            case "unsafe":
                return options with { Unsafe = true };
            case "command":
                return options with { HasCommand = true };
            case "mode":
                return options with { Mode = Enum.Parse<ScriptMode>(words[1]) };
            case "pid":
                return options with { Pid = 1 };
            case "parameters":
                return options with { Parameters = words[1..] };
            case "named":
                var named = new Dictionary<string, string?>();
                foreach (string word in words[1..])
                {
                    string[] parts = word.Split('=', 2);
                    named[parts[0]] = parts.Length > 1 ? parts[1] : null;
                }

                return options with { NamedParameters = named };
            case "environment":
                return options with { Environment = name => Array.Find(words, w => w.StartsWith(name + "=", StringComparison.Ordinal)) is { } found ? found[(name.Length + 1)..] : null };
            case "no-kprobes":
                return options;
            default:
                throw new FormatException($"unknown option '{line}'");
        }
    }
}
