using System;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Lab;

public sealed class DemoTests
{
    public static TheoryData<string> Kernels => Machine.Lab;

    [Theory]
    [MemberData(nameof(Kernels))]
    public async Task The_demo_reports_the_kernel_and_shows_its_three_probes(string kernel)
    {
        LabScope.Require(kernel == "6.12");
        RunResult result = await Machine.Get(kernel).RunAsync(NativeBinary.Path, ["demo"], timeout: TimeSpan.FromMinutes(3));
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("kprobes                    yes", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n\d+ +\w+ +/\S+\n", result.Output);
        Assert.Contains("|@@@@@", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n@\[vfs_\w+\]: \d+\n", result.Output);
        Assert.EndsWith("README.md\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_argument_is_refused()
    {
        RunResult result = await HostMachine.Instance.RunAsync(NativeBinary.Path, ["demo", "--fast"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("unknown argument --fast", result.Error, StringComparison.Ordinal);
    }
}
