using System;
using System.Linq;
using System.Threading.Tasks;
using Borescope.Compiler;
using Borescope.Inventory;
using Borescope.Kernel;
using Borescope.KernelTests.Machines;
using Borescope.Maps;
using Borescope.Objects;

namespace Borescope.KernelTests.Library;

public sealed class InventoryTests
{
    private static LoadedObject Load()
    {
        TestProgram.RequireTracing();
        return new ObjectLoader(SystemCalls.Instance).Load(TestProgram.Counter(BpfProgramType.RawTracepoint));
    }

    [Fact]
    public void Lists_what_this_process_holds_and_says_so()
    {
        using LoadedObject loaded = Load();
        var inventory = new KernelInventory();
        uint id = loaded.Programs["counter"].ReadInfo().Id;
        LoadedProgram program = inventory.Programs().Single(p => p.Id == id);
        Assert.Equal(("counter", BpfProgramType.RawTracepoint), (program.Name, program.Type));
        Assert.True(program.Instructions > 5);
        Assert.Matches("^[0-9a-f]{16}$", program.Tag);
        Assert.Equal(program, inventory.FindProgram(id)! with { MapIds = program.MapIds });
        uint mapId = Assert.Single(program.MapIds);
        LoadedMap map = inventory.Maps().Single(m => m.Id == mapId);
        Assert.Equal(("counts", BpfMapType.Array, 4u, 16u, 1u), (map.Name, map.Type, map.KeySize, map.ValueSize, map.MaxEntries));
        ILookup<(ObjectKind, uint), int> owners = inventory.Owners().ToLookup(o => (o.Kind, o.Id), o => o.Pid);
        Assert.Equal([Environment.ProcessId], owners[(ObjectKind.Program, id)]);
        Assert.Equal([Environment.ProcessId], owners[(ObjectKind.Map, mapId)]);
        Assert.Contains(inventory.Types(), t => t is { Name: "vmlinux", IsKernel: true });
        Assert.Equal(program.Instructions, inventory.ReadCode(id).Length);
    }

    [Fact]
    public void A_map_opened_by_its_number_is_the_same_map()
    {
        using LoadedObject loaded = Load();
        var inventory = new KernelInventory();
        uint id = inventory.FindProgram(loaded.Programs["counter"].ReadInfo().Id)!.MapIds[0];
        new BpfMap<uint, UInt128>(loaded.Maps["counts"]).Set(0, 42);
        using BpfMap again = inventory.OpenMap(id);
        Assert.True(new BpfMap<uint, UInt128>(again).TryGet(0, out UInt128 value));
        Assert.Equal(42u, value);
    }

    [Fact]
    public void Numbers_that_nobody_has_give_nothing()
    {
        TestProgram.RequireTracing();
        var inventory = new KernelInventory();
        Assert.Null(inventory.FindProgram(uint.MaxValue - 1));
        Assert.Null(inventory.FindMap(uint.MaxValue - 1));
        Assert.Null(inventory.FindLink(uint.MaxValue - 1));
        BpfException error = Assert.Throws<BpfException>(() => inventory.OpenMap(uint.MaxValue - 1));
        Assert.Contains("map 4294967294", error.Message, StringComparison.Ordinal);
    }

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
