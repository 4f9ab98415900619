using System;
using System.IO;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Scripts;

/// <summary>Every one-liner of the README loads and attaches.</summary>
public sealed class ReadmeTests
{
    public static TheoryData<string> OneLiners
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (Match match in Regex.Matches(File.ReadAllText(Path.Combine(NativeBinary.Root, "README.md")), @"^\|.*\| `\./borescope (.*)` \|$", RegexOptions.Multiline))
                data.Add(match.Groups[1].Value);
            return data;
        }
    }

    [Fact]
    public void There_are_ten_one_liners() => Assert.Equal(10, OneLiners.Count);

    [Theory]
    [MemberData(nameof(OneLiners))]
    public async Task One_liner(string arguments)
    {
        string line = arguments.Replace("-p PID", "-p $$", StringComparison.Ordinal);
        RunResult result = await Machine.Get("6.12").RunAsync("sh", ["-c", $"$B -v --dry-run {line}"], environment: [$"B={NativeBinary.Path}"]);
        Assert.True(result.ExitCode == 0 && result.Error.Contains(" link", StringComparison.Ordinal), result.ToString());
    }
}
