using System;
using System.Collections.Generic;
using System.IO.Compression;
using System.Linq;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Samples;

/// <summary>The NuGet package in a project of its own: the class that its build files and generator make of an object, and the first recipe.</summary>
public sealed class PackageTests(PublishedPackage package) : IClassFixture<PublishedPackage>
{
    [Fact]
    public async Task A_new_project_with_the_package_becomes_a_native_program_that_traces()
    {
        Assert.SkipUnless(NativeBinary.IsRoot, "tracing this kernel needs root");
        string native = await package.NativeAsync();
        Assert.DoesNotContain("warning", package.Output, StringComparison.Ordinal);

        using ZipArchive archive = ZipFile.OpenRead(package.Archive);
        HashSet<string> names = [.. archive.Entries.Select(entry => entry.FullName)];
        foreach (string name in (string[])
            ["README.md", "LICENSE", "build/Borescope.props", "build/Borescope.targets", "analyzers/dotnet/cs/Borescope.Generators.dll", "lib/net10.0/Borescope.dll",
             "lib/net10.0/Borescope.xml", "lib/net10.0/Borescope.Compiler.dll", "lib/net9.0/Borescope.dll", "lib/net9.0/Borescope.xml", "lib/net9.0/Borescope.Compiler.dll"])
        {
            Assert.Contains(name, names);
        }

        RunResult result = await Machine.Get("host").RunAsync(native, ["calls"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Matches("^.+ made system call [0-9]+; True, True\n$", result.Output);
    }

    [Fact]
    public async Task The_first_recipe_shows_what_is_removed()
    {
        IMachine lab = Machine.Get("6.12");
        using RunningCommand run = lab.Start(await package.NativeAsync(), []);
        run.WaitFor("Remove some file");
        await lab.RunAsync("sh", ["-c", ": >/tmp/a-victim; rm /tmp/a-victim"]);
        run.WaitFor(" removes /tmp/a-victim");
        run.Signal(2);
        RunResult result = await run.FinishAsync();
        Assert.True(result.ExitCode == 0, result.ToString());
    }
}
