using System;
using System.IO;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Lab;

/// <summary>The tests of the library that need a kernel, again on the lab's kernels, which have the kprobes that this one may lack.</summary>
public sealed class LibraryInLabTests
{
    public static TheoryData<string> Kernels => Machine.Lab;

    [Theory]
    [MemberData(nameof(Kernels))]
    public async Task The_librarys_tests_pass_in_the_lab(string kernel)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";
        RunResult result = await Machine.Get(kernel).RunAsync(
            host,
            [typeof(LibraryInLabTests).Assembly.Location, "--filter-namespace", "Borescope.KernelTests.Library", "--no-progress", "--no-ansi"],
            timeout: TimeSpan.FromMinutes(8),
            // The guest has no network and throws its files away: nothing to look for or to keep.
            environment: [$"{LabScope.Variable}={(LabScope.IsFull ? "all" : "")}", "DOTNET_CLI_TELEMETRY_OPTOUT=1", "DOTNET_TieredPGO=0", "DOTNET_TieredCompilation=1", "DOTNET_ReadyToRun=1"]);
        TestContext.Current.TestOutputHelper?.WriteLine(result.Output);
        Assert.True(result.ExitCode == 0, result.ToString());
    }
}
