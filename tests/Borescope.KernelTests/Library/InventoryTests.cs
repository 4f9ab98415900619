using System;
using System.Linq;
using Borescope.Compiler;
using Borescope.Inventory;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Objects;

namespace Borescope.KernelTests.Library;

[Collection(KernelObjects.Name)]
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
}
