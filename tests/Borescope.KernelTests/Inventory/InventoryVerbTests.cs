using System;
using System.Linq;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Inventory;

public sealed class InventoryVerbTests
{
    [Fact]
    public async Task The_verbs_show_the_objects_of_a_running_script()
    {
        IMachine host = Machine.Get("host");
        using RunningCommand script = host.Start(NativeBinary.Path, ["-e", "begin { @inventory[7] = 9; } interval:s:600 { exit(); }"]);
        script.WaitFor("Attached ");
        RunResult maps = await host.RunAsync(NativeBinary.Path, ["map", "list"]);
        string line = maps.Output.Split('\n').Single(l => l.Contains(" _inventory ", StringComparison.Ordinal));
        string[] cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["Hash", "_inventory", "8", "8"], cells[1..5]);
        RunResult dump = await host.RunAsync(NativeBinary.Path, ["map", "dump", cells[0]]);
        Assert.Equal("key 7  value 9\n1 elements\n", dump.Output);
        RunResult links = await host.RunAsync(NativeBinary.Path, ["link", "list"]);
        string program = links.Output.Split('\n').Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).First(c => c.Length > 4 && c[4] == cells[^1])[2];
        RunResult code = await host.RunAsync(NativeBinary.Path, ["prog", "dump", program]);
        Assert.Contains("exit", code.Output, StringComparison.Ordinal);
        RunResult missing = await host.RunAsync(NativeBinary.Path, ["map", "show", "4294967294"]);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("borescope map list", missing.Error, StringComparison.Ordinal);
        script.Signal(2);
        await script.FinishAsync();
    }
}
