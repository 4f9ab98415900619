using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;
using Borescope.KernelTests.Objects;

namespace Borescope.KernelTests.Samples;

/// <summary>The recipes of docs/library.md do what the page says: here, and where they need kprobes or fexit, in the lab.</summary>
public sealed class RecipeTests
{
    private static string Program { get; } = Path.Combine(NativeBinary.Root, "samples", "recipes", "bin", "Debug", "net10.0", "recipes.dll");

    private static string Host { get; } = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";

    private static IMachine Here => Machine.Get("host");

    [Fact]
    public async Task Latency_of_system_calls()
    {
        RunResult result = await Here.RunAsync(Host, [Program, "latency"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains(" us  ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_typed_into_a_shell()
    {
        using RunningCommand run = Here.Start(Host, [Program, "readline"]);
        run.WaitFor("Type something");
        await Here.RunAsync("sh", ["-c", "printf 'echo from a recipe\\nexit\\n' | setsid bash --norc -i"]);
        run.WaitFor(": echo from a recipe");
        await Stop(run);
    }

    [Fact]
    public async Task What_Python_imports()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "python3 is not installed");
        using RunningCommand run = Here.Start(Host, [Program, "usdt"]);
        run.WaitFor("Start some Python");
        await Here.RunAsync("/usr/bin/python3", ["-c", "import json"]);
        run.WaitFor(" imports json");
        await Stop(run);
    }

    [Fact]
    public async Task C_in_a_string()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(f => Directory.Exists(f) && Directory.EnumerateFiles(f, "clang*").Any()), "clang is not installed");
        RunResult result = await Here.RunAsync(Host, [Program, "c"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("     bytes               : count     distribution", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_counts_between_two_runs()
    {
        IMachine here = Here;
        using PinFolder pins = new();
        string folder = Path.Combine(pins.Root, "recipe");
        Assert.Contains("counting; run again", (await here.RunAsync(Host, [Program, "pinning", folder])).Output, StringComparison.Ordinal);
        RunResult again = await here.RunAsync(Host, [Program, "pinning", folder]);
        Assert.Matches("^[1-9][0-9]* processes and threads were started since", again.Output);
        Assert.Contains("stopped", (await here.RunAsync(Host, [Program, "pinning", "stop", folder])).Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task All_processes()
    {
        RunResult result = await Here.RunAsync(Host, [Program, "tasks"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Matches($@"(?m)^ *{Environment.ProcessId} +\d+ +\d+ ms ", result.Output);
    }

    [Fact]
    public async Task What_a_file_system_in_user_space_is_asked()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "python3 is not installed");
        // A daemon reads requests; here they come from the other end of its standard input.
        const string Daemon = """
            import os, sys
            print("ready", os.getpid(), flush=True)
            while True:
                request = os.read(0, 4096)
                if not request:
                    break
                print("read", len(request), flush=True)
            """;
        using RunningCommand daemon = Here.Start("/usr/bin/python3", ["-c", Daemon]);
        daemon.WaitFor("\n", orError: false);
        string pid = daemon.Output.Trim()["ready ".Length..];
        using RunningCommand run = Here.Start(Host, [Program, "fuse", pid]);
        run.WaitFor("Watching daemon");
        byte[] request = new byte[48];
        BitConverter.TryWriteBytes(request, request.Length);
        BitConverter.TryWriteBytes(request.AsSpan(4), 1);
        BitConverter.TryWriteBytes(request.AsSpan(16), 7L);
        BitConverter.TryWriteBytes(request.AsSpan(32), 4321);
        // The first read began before there was a probe at its entry.
        daemon.WriteInput([1]);
        daemon.WaitFor("read 1");
        daemon.WriteInput(request);
        run.WaitFor("LOOKUP of node 7 for process 4321, 48 bytes");
        daemon.CloseInput();
        await Stop(run);
    }

    // All in one: each command of an emulated kernel takes seconds.
    private const string LabScript = """
        set -u
        try() {
            # A shell lets what it starts in the background ignore the signal.
            env --default-signal=INT "$1" "$2" "$3" >"/tmp/recipe-$3" 2>&1 &
            recipe=$!
            until grep -q 'Remove some file' "/tmp/recipe-$3"; do kill -0 $recipe 2>/dev/null || break; sleep 0.2; done
            : >/tmp/a-victim; rm /tmp/a-victim
            until grep -q a-victim "/tmp/recipe-$3"; do kill -0 $recipe 2>/dev/null || break; sleep 0.2; done
            kill -INT $recipe; wait $recipe; echo "$3 ends with $?"; cat "/tmp/recipe-$3"
        }
        try "$1" "$2" hello
        try "$1" "$2" fexit
        "$1" "$2" xdp; echo "xdp ends with $?"
        """;

    [Fact]
    public async Task Kprobes_and_fexit_in_the_lab()
    {
        RunResult result = await Machine.Get("6.12").RunAsync(
            "sh", ["-c", LabScript, "sh", Host, Program], timeout: TimeSpan.FromMinutes(5), environment: ["DOTNET_TieredPGO=0"]);
        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.Matches(@"rm \(\d+\) removes /tmp/a-victim", result.Output);
        Assert.Matches(@"\d+ removes /tmp/a-victim: done", result.Output);
        Assert.Contains("XDP_PASS: 1000", result.Output, StringComparison.Ordinal);
        foreach (string name in (string[])["hello", "fexit", "xdp"])
            Assert.Contains($"{name} ends with 0", result.Output, StringComparison.Ordinal);
    }

    private static async Task Stop(RunningCommand run)
    {
        run.Signal(2);
        RunResult result = await run.FinishAsync();
        Assert.True(result.ExitCode == 0, result.ToString());
    }
}
