using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Tools;

/// <summary>One command in a machine that runs all cases; each machine does it once.</summary>
internal static class ToolRun
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyDictionary<string, RunResult>>>> s_runs = new(StringComparer.Ordinal);
    private static readonly Lazy<string> s_events = new(CompileEvents);

    /// <summary>What each case's tool wrote, by the name of the case.</summary>
    internal static Task<IReadOnlyDictionary<string, RunResult>> On(string machine) =>
        s_runs.GetOrAdd(machine, static name => new Lazy<Task<IReadOnlyDictionary<string, RunResult>>>(() => Start(name))).Value;

    private static async Task<IReadOnlyDictionary<string, RunResult>> Start(string machine)
    {
        string[] arguments = [Path.Combine(ToolCase.Folder, "run-tools"), NativeBinary.Path, Path.Combine(ToolCase.Folder, "Cases")];
        RunResult result = await Machine.Get(machine).RunAsync("/bin/sh", arguments, timeout: TimeSpan.FromMinutes(10), environment: ["EVENTS=" + s_events.Value]);
        Assert.True(result.ExitCode == 0, result.ToString());
        return Split(result.Output);
    }

    // "==== NAME CODE", then lines behind "o|" (output), "e|" (error output) and "p|" (what the provocation wrote: shown with the errors).
    private static Dictionary<string, RunResult> Split(string text)
    {
        var results = new Dictionary<string, RunResult>(StringComparer.Ordinal);
        string name = "";
        int code = 0;
        var output = new System.Text.StringBuilder();
        var error = new System.Text.StringBuilder();
        void Close()
        {
            if (name.Length > 0)
                results[name] = new RunResult(code, System.Text.Encoding.UTF8.GetBytes(output.ToString()), System.Text.Encoding.UTF8.GetBytes(error.ToString()));
            output.Clear();
            error.Clear();
        }

        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith("==== ", StringComparison.Ordinal))
            {
                Close();
                string[] words = line.Split(' ');
                (name, code) = (words[1], int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture));
            }
            else if (line.StartsWith("o|", StringComparison.Ordinal))
            {
                output.Append(line, 2, line.Length - 2).Append('\n');
            }
            else
            {
                error.Append(line).Append('\n');
            }
        }

        Close();
        return results;
    }

    private static string CompileEvents()
    {
        string program = Path.Combine(NativeBinary.Root, "artifacts", "test", "events");
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        using Process compiler = Process.Start(new ProcessStartInfo("gcc", ["-O1", "-o", program, Path.Combine(ToolCase.Folder, "events.c"), "-pthread"]) { RedirectStandardError = true })!;
        string errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        return compiler.ExitCode == 0 ? program : throw new InvalidOperationException("events.c does not compile:\n" + errors);
    }
}
