using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Borescope.Kernel;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Scripts;

/// <summary>Runs the cases of <c>Scripts/Cases</c>; one class per machine, so that machines work side by side.</summary>
public abstract class ScriptCaseTests
{
    private static readonly Lazy<Dictionary<string, ScriptCase>> All = new(Load);

    private static readonly Lazy<bool> HasWatchpoints = new(static () => new KernelFeatures(SystemCalls.Instance).Has(KernelFeature.Watchpoints));

    private static readonly Dictionary<string, (Func<bool> IsMet, string Otherwise)> Needs = new(StringComparer.Ordinal)
    {
        ["watchpoints"] = (static () => HasWatchpoints.Value, "this machine takes watchpoints but does not report what they watch"),
        ["silent"] = (static () => !HasWatchpoints.Value, "this machine's watchpoints report"),
        ["clang"] = (static () => TestPrograms.HasClang, "clang-19 is not installed"),
    };

    // A process that was just started is a copy of the shell until it runs its program, and that program is without its library until the loader has mapped it.
    private const string WaitForProgram = """up() { until grep -qs "/$2$" "/proc/$1/maps" && grep -qs 'libc\.so' "/proc/$1/maps" || ! kill -0 "$1"; do sleep 0.01; done; }; """;

    // Sets ID to the number of the BPF program with that function that a process holds: other tests have programs of the same names.
    private const string WaitForLoaded = """loaded() { while kill -0 "$1"; do for ID in $(sed -n 's/^prog_id:\t//p' /proc/"$1"/fdinfo/* 2>/dev/null); do [ -z "$($B -l "fentry:bpf:$ID:$2" 2>/dev/null)" ] || return 0; done; done; return 1; }; """;

    protected static TheoryData<string> CasesOf(string machine)
    {
        var data = new TheoryData<string>();
        foreach ((string name, ScriptCase item) in All.Value)
        {
            if (item.Machines.Contains(machine))
                data.Add(name);
        }

        return data;
    }

    protected static Task Check(string machine, string name) => Check(machine, All.Value[name]);

    internal static async Task Check(string machine, ScriptCase item)
    {
        if (item["needs"].Length > 0)
            Assert.SkipUnless(Needs[item["needs"]].IsMet(), Needs[item["needs"]].Otherwise);

        // What runs on this kernel and on the lab's oldest is not run a third time, but for the programs that everything began with.
        LabScope.Require(machine != item["nightly"]);
        LabScope.Require(machine != "6.12" || !item.Machines.Contains("host") || item.File == "programs");
        int exit = item["exit"] is "" ? 0 : int.Parse(item["exit"]);

        // What is refused before it reaches the kernel is refused alike on both.
        LabScope.Require(machine != "6.1" || exit == 0 || !item.Machines.Contains("6.12") || item.Machines.Contains("host"));
        IMachine target = Machine.Get(machine);
        RunResult result = await Run(target, item);
        Assert.True(result.ExitCode == exit, $"exit code {exit} expected: {result}");
        if (item.Fields.ContainsKey("text"))
            Assert.Equal(string.Join('\n', item.Lines("text")), string.Join('\n', result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        MatchInOrder(item.Lines("expect"), result.Output, result);
        MatchInOrder(item.Lines("error"), result.Error, result);
        foreach (string pattern in item.Lines("never"))
            Assert.False(Regex.IsMatch(result.Output + result.Error, pattern, RegexOptions.Multiline), $"must not match: {pattern}\n{result}");
        if (item.Fields.ContainsKey("json"))
            AssertJsonLines(result);
    }

    private static async Task<RunResult> Run(IMachine target, ScriptCase item)
    {
        string line = item["run"];
        if (line.Length == 0)
            line = $"exec $B {item["args"]} -e \"$SCRIPT\" {item["params"]}";
        string programs = line.Contains("$P", StringComparison.Ordinal) || item["script"].Contains("$P", StringComparison.Ordinal) ? await TestPrograms.Folder : "";
        string[] environment = [$"B={NativeBinary.Path}", $"P={programs}", $"SCRIPT={item["script"].Replace("$P", programs, StringComparison.Ordinal)}"];
        if (line.Contains(" up $", StringComparison.Ordinal))
            line = WaitForProgram + line;
        if (line.Contains(" loaded $", StringComparison.Ordinal))
            line = WaitForLoaded + line;
        using RunningCommand command = target.Start("/bin/sh", ["-c", line], environment);
        if (item["provoke"].Length > 0)
        {
            command.WaitFor(item["args"].Contains("json", StringComparison.Ordinal) ? "attached_probes" : "Attached ");
            RunResult provoked = await target.RunAsync("/bin/sh", ["-c", item["provoke"]]);
            Assert.True(provoked.ExitCode == 0, $"the provocation failed: {provoked}");
        }

        if (item["stop"] == "int")
            command.Signal(2);
        return await command.FinishAsync();
    }

    private static void MatchInOrder(IEnumerable<string> patterns, string text, RunResult result)
    {
        string[] lines = text.Split('\n');
        int at = 0;
        foreach (string pattern in patterns)
        {
            while (at < lines.Length && !Regex.IsMatch(lines[at], pattern))
                at++;
            Assert.True(at < lines.Length, $"no line (any more) matches: {pattern}\n{result}");
            at++;
        }
    }

    private static void AssertJsonLines(RunResult result)
    {
        foreach (string line in result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
            Assert.True(document.RootElement.TryGetProperty("type", out _), line);
        }
    }

    private static Dictionary<string, ScriptCase> Load()
    {
        var cases = new Dictionary<string, ScriptCase>(StringComparer.Ordinal);
        foreach (ScriptCase item in ScriptCase.ReadAll(Path.Combine(AppContext.BaseDirectory, "Scripts", "Cases")))
            Assert.True(cases.TryAdd($"{item.File}: {item.Name}", item), $"two cases are called {item.Name} in {item.File}");
        return cases;
    }
}

public sealed class ScriptsOnThisKernel : ScriptCaseTests
{
    public static TheoryData<string> Cases => CasesOf("host");

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Script(string name) => Check("host", name);
}

public sealed class ScriptsOnLinux61 : ScriptCaseTests
{
    public static TheoryData<string> Cases => CasesOf("6.1");

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Script(string name) => Check("6.1", name);
}

public sealed class ScriptsOnLinux612 : ScriptCaseTests
{
    public static TheoryData<string> Cases => CasesOf("6.12");

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Script(string name) => Check("6.12", name);
}
