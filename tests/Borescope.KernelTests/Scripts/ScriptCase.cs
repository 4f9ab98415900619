using System;
using System.Collections.Generic;
using System.IO;

namespace Borescope.KernelTests.Scripts;

/// <summary>One case of a data file: a script, what provokes it, what it must print.</summary>
/// <remarks>
/// A file holds cases one behind the other. <c>== name</c> starts a case; then keys, a value on the same line or, when that is empty, the lines up to the next key:
/// <c>on</c> (host, 6.1, 6.12, lab, all), <c>nightly</c> (a machine that takes long for it), <c>needs</c> (watchpoints, silent for machines that take them and do not report, or clang), <c>args</c> (words for the command line), <c>params</c> (words behind the script), <c>script</c>, <c>run</c> (a shell line instead of a script; $B is the binary, $P the folder of the programs of Scripts/Programs, <c>up PID NAME</c> waits until that process runs that program, <c>loaded PID FUNCTION</c> until it holds a BPF program with that function, whose number is $ID then),
/// <c>provoke</c> (a shell line run once the probes are attached), <c>stop</c> (int: SIGINT after the provocation; self, the default, waits for the end), <c>exit</c>,
/// <c>text</c> (all of the output without its empty lines), <c>expect</c> (regular expressions that must match lines of the output, in this order), <c>error</c> (the same for standard error), <c>never</c> (must match no line).
/// </remarks>
public sealed class ScriptCase
{
    private static readonly string[] Keys = ["on", "nightly", "needs", "args", "params", "script", "run", "provoke", "stop", "exit", "text", "expect", "error", "never", "json"];

    public string Name { get; private set; } = "";

    public string File { get; private set; } = "";

    public Dictionary<string, string> Fields { get; } = [];

    public string this[string key] => Fields.GetValueOrDefault(key, "");

    public IEnumerable<string> Lines(string key) => this[key].Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<string> Machines
    {
        get
        {
            var machines = new List<string>();
            foreach (string word in (this["on"] is "" ? "all" : this["on"]).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                machines.AddRange(word switch { "all" => ["host", "6.1", "6.12"], "lab" => ["6.1", "6.12"], _ => [word] });
            return machines;
        }
    }

    public static IReadOnlyList<ScriptCase> ReadFile(string file)
    {
        var cases = new List<ScriptCase>();
        Read(file, cases);
        return cases;
    }

    public static IReadOnlyList<ScriptCase> ReadAll(string directory)
    {
        var cases = new List<ScriptCase>();
        string[] files = Directory.GetFiles(directory, "*.txt");
        Array.Sort(files, StringComparer.Ordinal);
        foreach (string file in files)
            Read(file, cases);
        return cases;
    }

    private static void Read(string file, List<ScriptCase> cases)
    {
        ScriptCase? current = null;
        string key = "";
        foreach (string line in System.IO.File.ReadLines(file))
        {
            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                current = new ScriptCase { Name = line[3..].Trim(), File = Path.GetFileNameWithoutExtension(file) };
                cases.Add(current);
                key = "";
                continue;
            }

            if (current is null || (key.Length == 0 && line.StartsWith('#')))
                continue;
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && Array.IndexOf(Keys, line[..colon]) >= 0 && (line.Length == colon + 1 || line[colon + 1] == ' '))
            {
                key = line[..colon];
                current.Fields[key] = line[(colon + 1)..].Trim();
            }
            else if (key.Length > 0 && line.Length > 0)
            {
                current.Fields[key] = current.Fields[key].Length == 0 ? line : current.Fields[key] + "\n" + line;
            }
        }
    }
}
