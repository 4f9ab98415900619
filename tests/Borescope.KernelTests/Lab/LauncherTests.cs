using System;
using System.IO;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Lab;

public sealed class LauncherTests
{
    [Fact]
    public async Task A_fresh_binary_runs_without_a_word_from_the_launcher()
    {
        string version = (await HostMachine.Instance.RunAsync(NativeBinary.Path, ["--version"])).Output;
        RunResult result = await HostMachine.Instance.RunAsync(Path.Combine(NativeBinary.Root, "borescope"), ["--version"]);
        Assert.Equal((0, version, ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task The_launcher_works_through_a_symbolic_link_from_anywhere()
    {
        string directory = Directory.CreateTempSubdirectory("borescope link ").FullName;
        try
        {
            File.CreateSymbolicLink(Path.Combine(directory, "bs"), Path.Combine(NativeBinary.Root, "borescope"));
            RunResult result = await HostMachine.Instance.RunAsync("sh", ["-c", "cd \"$1\" && ./bs --version", "sh", directory]);
            Assert.StartsWith("borescope ", result.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData("--no-such-option", "unknown option --no-such-option")]
    [InlineData("-e", "needs a value")]
    public async Task Wrong_options_give_usage_and_exit_code_1(string option, string message)
    {
        RunResult result = await HostMachine.Instance.RunAsync(Path.Combine(NativeBinary.Root, "borescope"), [option]);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Contains("usage: borescope", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--kernel", "/no/such/file", "does not exist")]
    [InlineData("--kernel", "/etc", "is not an unpacked kernel package")]
    [InlineData("--kernel", "/etc/passwd", "is not a Linux boot image")]
    [InlineData("--kernel", "latest", "is no kernel")]
    [InlineData("--cpus", "none", "--cpus does not take 'none'")]
    public async Task The_lab_says_what_is_wrong_with_its_options(string option, string value, string message)
    {
        Assert.SkipUnless(NativeBinary.IsRoot, "the lab needs root");
        RunResult result = await HostMachine.Instance.RunAsync(NativeBinary.Path, ["lab", option, value, "--", "true"]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
