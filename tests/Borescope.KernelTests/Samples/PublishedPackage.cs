using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Samples;

/// <summary>
/// What a .NET developer does first: a new console project outside of the source tree, the package from a feed, the first recipe, published as native code.
/// Made once, when the first test asks for it; nothing of it is left behind.
/// </summary>
public sealed class PublishedPackage : IDisposable
{
    // Beside the recipe, which needs kprobes: the same with a tracepoint, for kernels without.
    private const string Program = """
        using Recipes;

        if (args is not ["calls"])
        {
            await HelloKprobe.Main(args);
            return;
        }

        using Calls calls = Calls.Load(settings => settings.TargetPid = (uint)Environment.ProcessId);
        calls.Attach();
        await foreach (Calls.Event e in calls.ReadEvents<Calls.Event>())
        {
            Console.WriteLine($"{e.Comm} made system call {e.Number}; {calls.Seen > 0}, {e.Pid == calls.TargetPid}");
            break;
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("borescope-package-").FullName;
    private readonly Lazy<Task<string>> _native;

    public PublishedPackage() => _native = new(PublishAsync);

    /// <summary>The package as packed.</summary>
    public string Archive => Directory.GetFiles(Feed, "Borescope.*.nupkg").Single();

    /// <summary>What the publishing printed.</summary>
    public string Output { get; private set; } = "";

    private string Feed => Path.Combine(_folder, "feed");

    private string Project => Path.Combine(_folder, "Watch");

    /// <summary>The native program.</summary>
    public Task<string> NativeAsync()
    {
        string[] folders = Environment.GetEnvironmentVariable("PATH")?.Split(':') ?? [];
        Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc"))), "there is no clang or gcc, with which NativeAOT links");
        return _native.Value;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> PublishAsync()
    {
        string root = NativeBinary.Root;
        // The tracer's own build has found out for which framework this machine has a native compiler.
        string framework = File.Exists(NativeBinary.Path) ? File.ReadAllText(Path.Combine(root, "artifacts", "aot-framework")).Trim() : "";

        // A version that no other feed has: what is tested is this source tree. Debug is what the tests themselves were built as.
        string version = $"0.1.0-test.{Environment.ProcessId}.{DateTime.UtcNow.Ticks}";
        await RunAsync(root, "pack", "src/Borescope.Package", "-c", "Debug", "-o", Feed, "-v", "q", "-p:RunAnalyzers=false", "-p:PackageVersion=" + version);

        Directory.CreateDirectory(Project);
        // Whatever lies above the temporary folder is none of this project's business.
        foreach (string name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            File.WriteAllText(Path.Combine(_folder, name), "<Project />");
        File.Copy(Path.Combine(root, "global.json"), Path.Combine(_folder, "global.json"));
        // Other packages come from where this machine has them, or from its feeds; ours must not stay among them.
        string machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(machine);
        File.WriteAllText(Path.Combine(_folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{_folder}/packages" /></config>
              <packageSources><add key="borescope-test" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{machine}" /></fallbackPackageFolders>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(Project, "Watch.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>{framework}</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <PublishAot>true</PublishAot>
                <InvariantGlobalization>true</InvariantGlobalization>
                <!-- The recipe has a Main of its own, which Program.cs calls. -->
                <NoWarn>$(NoWarn);CS7022</NoWarn>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Borescope" Version="[{version}]" />
              </ItemGroup>
              <ItemGroup>
                <BpfObject Include="*.bpf.o" Namespace="Recipes" />
              </ItemGroup>
            </Project>
            """);
        string recipe = Path.Combine(root, "samples", "recipes", "01-hello-kprobe");
        File.Copy(Path.Combine(recipe, "HelloKprobe.cs"), Path.Combine(Project, "HelloKprobe.cs"));
        File.Copy(Path.Combine(recipe, "hello.bpf.o"), Path.Combine(Project, "hello.bpf.o"));
        File.Copy(Path.Combine(root, "tests", "Borescope.Generators.Tests", "Cases", "hello.bpf.o"), Path.Combine(Project, "calls.bpf.o"));
        File.WriteAllText(Path.Combine(Project, "Program.cs"), Program);

        // A feed that cannot be reached is no failure as long as the machine has the compiler's packages.
        string native = Path.Combine(_folder, "native");
        Output = await RunAsync(
            Project, "publish", "-v", "q", "-r", RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64",
            "-p:RestoreIgnoreFailedSources=true", "-o", native);
        return Path.Combine(native, "Watch");
    }

    private static async Task<string> RunAsync(string folder, params string[] arguments)
    {
        string dotnet = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";
        // Servers would outlive the command and keep its output open.
        ProcessStartInfo start = new(dotnet, [.. arguments, "--disable-build-servers"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in (string[])["DOTNET_CLI_TELEMETRY_OPTOUT", "DOTNET_NOLOGO", "DOTNET_SKIP_FIRST_TIME_EXPERIENCE", "MSBUILDDISABLENODEREUSE"])
            start.Environment[name] = "1";
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(8));
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        string text = await output + await error;
        Assert.True(process.HasExited && process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} failed{(limit.IsCancellationRequested ? ", it took too long" : "")}:\n{text}");
        return text;
    }
}
