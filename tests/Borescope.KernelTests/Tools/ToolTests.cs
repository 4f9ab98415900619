using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Tools;

/// <summary>The standard tools in the lab's kernels: each shows what was provoked, with the right numbers. One class per machine, so that machines work side by side.</summary>
public abstract class ToolTests
{
    private static readonly Lazy<Dictionary<string, ToolCase>> s_cases = new(static () => ToolCase.ReadAll().ToDictionary(static item => item.Name, StringComparer.Ordinal));

    public static TheoryData<string> Cases
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (string name in s_cases.Value.Keys)
                data.Add(name);
            return data;
        }
    }

    internal static IEnumerable<ToolCase> All => s_cases.Value.Values;

    protected static async Task Check(string machine, string name)
    {
        LabScope.Require(isChosen: false);
        ToolCase item = s_cases.Value[name];
        IReadOnlyDictionary<string, RunResult> results = await ToolRun.On(machine);
        Assert.True(results.TryGetValue(item.Name, out RunResult? result), $"{item.Name} did not run");
        Assert.True(result.ExitCode == 0, $"exit code 0 expected: {result}");
        string[] lines = result.Output.Split('\n');
        int at = 0;
        foreach (string pattern in item["expect"])
        {
            while (at < lines.Length && !Regex.IsMatch(lines[at], pattern))
                at++;
            Assert.True(at < lines.Length, $"no line (any more) matches: {pattern}\n{result}");
            at++;
        }

        foreach (string pattern in item["never"])
            Assert.False(Regex.IsMatch(result.Output, pattern, RegexOptions.Multiline), $"must not match: {pattern}\n{result}");
    }
}

public sealed class ToolsOnLinux61 : ToolTests
{
    [Theory]
    [MemberData(nameof(Cases))]
    public Task Tool(string name) => Check("6.1", name);
}

public sealed class ToolsOnLinux612 : ToolTests
{
    [Theory]
    [MemberData(nameof(Cases))]
    public Task Tool(string name) => Check("6.12", name);
}

public sealed class ToolPages
{
    [Fact]
    public void Every_tool_has_a_case_and_a_page()
    {
        var covered = ToolTests.All.Select(static item => item.Tool).ToHashSet(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(Path.Combine(NativeBinary.Root, "tools"), "*.bt"))
        {
            string tool = Path.GetFileNameWithoutExtension(file);
            Assert.True(covered.Contains(tool), $"{tool} has no case in Tools/Cases");
            Assert.True(File.Exists(Path.Combine(NativeBinary.Root, "docs", "tools", tool + ".md")), $"docs/tools/{tool}.md is missing");
        }
    }
}
