using System;
using System.IO;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Samples;

/// <summary>The service of samples/hosting logs what it sees, and what the library does for it.</summary>
public sealed class HostingTests
{
    [Fact]
    public async Task A_service_logs_the_programs_that_start()
    {
        string program = Path.Combine(NativeBinary.Root, "samples", "hosting", "bin", "Debug", "net10.0", "hosting.dll");
        string host = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";
        IMachine here = Machine.Get("host");
        using RunningCommand run = here.Start(host, [program]);
        run.WaitFor("Program on_exec is attached to ");
        await here.RunAsync("/bin/true", []);
        run.WaitFor("true started as process ");
        run.Signal(15);
        RunResult result = await run.FinishAsync();
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("Application is shutting down", result.Output, StringComparison.Ordinal);
    }
}
