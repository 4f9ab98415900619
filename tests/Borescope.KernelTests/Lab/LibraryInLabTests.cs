using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;
using Borescope.KernelTests.Objects;

namespace Borescope.KernelTests.Lab;

/// <summary>
/// The tests of the library that need a kernel, again on the lab's kernels, which have the kprobes that this one may lack; one class per machine, so that they work
/// side by side. By default only what differs between kernels.
/// </summary>
public abstract class LibraryInLabTests
{
    protected static async Task Pass(string kernel, params string[] chosen)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";
        List<string> arguments = [typeof(LibraryInLabTests).Assembly.Location, "--no-progress", "--no-ansi"];
        if (LabScope.IsFull)
        {
            arguments.AddRange(["--filter-namespace", "Borescope.KernelTests.Library"]);
            // Built here, where the kernel's types know every kind of map; the guest takes them as they are.
            _ = ObjectPrograms.Folder;
        }

        foreach (string name in LabScope.IsFull ? [] : chosen)
            arguments.AddRange(["--filter-class", "Borescope.KernelTests.Library." + name]);
        RunResult result = await Machine.Get(kernel).RunAsync(
            host,
            arguments,
            timeout: TimeSpan.FromMinutes(20),
            // The guest has no network and throws its files away: nothing to look for or to keep.
            environment: [$"{LabScope.Variable}={(LabScope.IsFull ? "all" : "")}", "DOTNET_CLI_TELEMETRY_OPTOUT=1", "DOTNET_TieredPGO=0", "DOTNET_TieredCompilation=1", "DOTNET_ReadyToRun=1"]);
        TestContext.Current.TestOutputHelper?.WriteLine(result.Output);
        Assert.True(result.ExitCode == 0, result.ToString());
    }
}

public sealed class LibraryOnLinux61 : LibraryInLabTests
{
    [Fact]
    public Task The_librarys_tests_pass() => Pass("6.1", "LinkTests", "LoaderTests", "CProgramKprobeTests", "KernelFeatureTests", "KernelModelTests");
}

public sealed class LibraryOnLinux612 : LibraryInLabTests
{
    [Fact]
    public Task The_librarys_tests_pass() => Pass("6.12", "LinkTests", "LinkInfoTests", "CProgramKprobeTests", "KernelModelTests", "StructLayoutTests");
}
