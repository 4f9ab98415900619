using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Samples;

/// <summary>What a .NET developer does first: a new console project, the package from a feed, the first recipe; built, run, published as native code.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("borescope-package-").FullName;

    private static string Dotnet { get; } = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";

    private string Feed => Path.Combine(_folder, "feed");

    private string Project => Path.Combine(_folder, "Watch");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Beside the recipe, which needs kprobes: the same with a tracepoint, for kernels without.
    private const string Program = """
        using System.Threading;
        using Recipes;

        if (args is not ["calls"])
        {
            await HelloKprobe.Main(args);
            return;
        }

        using Calls calls = Calls.Load(settings => settings.TargetPid = (uint)Environment.ProcessId);
        calls.Attach();
        using CancellationTokenSource stop = new();
        await foreach (Calls.Event e in calls.ReadEvents<Calls.Event>(stop.Token))
        {
            Console.WriteLine($"{e.Comm} made system call {e.Number}; {calls.Seen > 0}, {calls.TargetPid == e.Pid}");
            await stop.CancelAsync();
        }
        """;

    [Fact]
    public async Task A_new_project_with_the_package_builds_runs_and_becomes_native_code()
    {
        Assert.SkipUnless(NativeBinary.IsRoot, "tracing this kernel needs root");
        string root = NativeBinary.Root;
        Run(root, "pack", "src/Borescope.Package", "-o", Feed, "-v", "q");
        CheckContent(Directory.GetFiles(Feed, "Borescope.*.nupkg").Single());

        Directory.CreateDirectory(Project);
        // Packages other than ours come from where this machine has them; ours must not stay among them.
        string machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(_folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{_folder}/packages" /></config>
              <packageSources><add key="local" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{machine}" /></fallbackPackageFolders>
            </configuration>
            """);
        Run(Project, "new", "console", "--no-restore");
        Run(Project, "add", "package", "Borescope");
        string project = Path.Combine(Project, "Watch.csproj");
        File.WriteAllText(project, File.ReadAllText(project).Replace("</Project>", """
              <ItemGroup>
                <BpfObject Include="*.bpf.o" Namespace="Recipes" />
              </ItemGroup>
            </Project>
            """, StringComparison.Ordinal));
        File.Copy(Path.Combine(root, "samples", "recipes", "01-hello-kprobe", "HelloKprobe.cs"), Path.Combine(Project, "HelloKprobe.cs"));
        File.Copy(Path.Combine(root, "samples", "recipes", "01-hello-kprobe", "hello.bpf.o"), Path.Combine(Project, "hello.bpf.o"));
        File.Copy(Path.Combine(root, "tests", "Borescope.Generators.Tests", "Cases", "hello.bpf.o"), Path.Combine(Project, "calls.bpf.o"));
        File.WriteAllText(Path.Combine(Project, "Program.cs"), Program);

        Run(Project, "build", "-v", "q", "-o", Path.Combine(_folder, "managed"));
        await RunHere(Dotnet, Path.Combine(_folder, "managed", "Watch.dll"), "calls");

        string framework = Path.Combine(root, "artifacts", "aot-framework");
        string output = Run(
            Project, "publish", "-v", "q", "-r", RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64", "-p:PublishAot=true",
            $"-p:TargetFramework={(File.Exists(framework) ? File.ReadAllText(framework).Trim() : "net9.0")}", "-o", Path.Combine(_folder, "native"));
        Assert.DoesNotContain("warning IL", output, StringComparison.Ordinal);
        string native = Path.Combine(_folder, "native", "Watch");
        await RunHere(native, "calls");
        await RunInLab(native);
    }

    private static async Task RunHere(string program, params string[] arguments)
    {
        RunResult result = await Machine.Get("host").RunAsync(program, arguments);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Matches("^.+ made system call [0-9]+; True, True\n$", result.Output);
    }

    // The recipe itself, with its kprobe.
    private static async Task RunInLab(string native)
    {
        IMachine lab = Machine.Get("6.12");
        using RunningCommand run = lab.Start(native, []);
        run.WaitFor("Remove some file");
        await lab.RunAsync("sh", ["-c", ": >/tmp/a-victim; rm /tmp/a-victim"]);
        run.WaitFor(" removes /tmp/a-victim");
        run.Signal(2);
        RunResult result = await run.FinishAsync();
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    private static void CheckContent(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        HashSet<string> names = [.. archive.Entries.Select(entry => entry.FullName)];
        foreach (string name in (string[])
            ["README.md", "LICENSE", "build/Borescope.props", "build/Borescope.targets", "analyzers/dotnet/cs/Borescope.Generators.dll", "lib/net10.0/Borescope.dll",
             "lib/net10.0/Borescope.xml", "lib/net10.0/Borescope.Compiler.dll", "lib/net9.0/Borescope.dll", "lib/net9.0/Borescope.xml", "lib/net9.0/Borescope.Compiler.dll"])
        {
            Assert.Contains(name, names);
        }
    }

    private static string Run(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(Dotnet, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in (string[])["DOTNET_CLI_TELEMETRY_OPTOUT", "DOTNET_NOLOGO", "DOTNET_SKIP_FIRST_TIME_EXPERIENCE", "MSBUILDDISABLENODEREUSE"])
            start.Environment[name] = "1";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}{error.Result}");
        return output;
    }
}
