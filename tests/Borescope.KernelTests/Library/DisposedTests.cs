using System;
using Borescope.Compiler;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Maps;
using Borescope.Objects;

namespace Borescope.KernelTests.Library;

/// <summary>Things that were given back say so when they are used again, all in the same way; disposing them again does nothing.</summary>
[LeavesNoDescriptors]
public sealed class DisposedTests
{
    [Fact]
    public void A_map()
    {
        TestProgram.RequireTracing();
        var map = BpfMap.Create(new MapSpec { Name = "gone", Type = BpfMapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 4 });
        map.Dispose();
        map.Dispose();
        Refuses(
            "map gone",
            () => map.TryLookup(new byte[4], new byte[8]),
            () => map.TryTake(new byte[4], new byte[8]),
            () => map.Update(new byte[4], new byte[8]),
            () => map.Delete(new byte[4]),
            () => map.TryNextKey(default, new byte[4]),
            () => map.UpdateBatch(new byte[4], new byte[8]),
            () => map.DeleteBatch(new byte[4]),
            () => map.Read().Dispose(),
            map.Clear,
            map.Freeze,
            () => map.ReadInfo(),
            () => map.Clone().Dispose(),
            () => map.MapMemory(writable: false).Dispose(),
            () => map.Pin("/sys/fs/bpf/never"));
    }

    [Fact]
    public void A_program()
    {
        TestProgram.RequireTracing();
        using var kernel = new RunningKernel();
        using var target = BpfObject.Load(TestProgram.Counter(BpfProgramType.RawTracepoint, anyProcess: true), kernel);
        var program = target.Loaded.Programs["counter"];
        var plan = new AttachPlanner(kernel.Facts).Plan(new RawTracepointRequest("sys_enter"));
        program.Dispose();
        program.Dispose();
        Refuses(
            "program counter",
            () => program.TestRun(),
            () => program.ReadInfo(),
            () => program.ReadTranslated(),
            () => program.ReadTypes(),
            () => program.Clone().Dispose(),
            () => program.Pin("/sys/fs/bpf/never"),
            () => new ProbeAttacher(kernel.Facts).Attach(plan, program).Dispose());
    }

    [Fact]
    public void A_link_of_one_descriptor()
    {
        TestProgram.RequireTracing();
        using var target = BpfObject.Load(TestProgram.Counter(BpfProgramType.RawTracepoint, anyProcess: true));
        var link = Assert.IsType<DescriptorLink>(target.Attach("counter", new RawTracepointRequest("sys_enter")));
        link.Dispose();
        link.Dispose();
        Refuses(
            $"link {link.Target}",
            () => link.ReadInfo(),
            () => link.Update(target.Loaded.Programs["counter"]),
            link.Detach,
            () => link.Pin("/sys/fs/bpf/never"));
    }

    [Fact]
    public void A_link_of_a_perf_event_is_not_attached_anew()
    {
        TestProgram.RequireTracing();
        using var target = BpfObject.Load(TestProgram.Counter(BpfProgramType.Tracepoint, anyProcess: true));
        var link = Assert.IsType<PerfEventLink>(target.Attach("counter", new TracepointRequest("sched", "sched_switch")));
        link.SetEnabled(false);
        link.Dispose();
        link.Dispose();
        Refuses(
            $"link {link.Target}",
            () => link.SetEnabled(true),
            () => _ = link.MissedCount,
            () => link.ReadInfo(),
            () => link.Pin("/sys/fs/bpf/never"));
    }

    [Fact]
    public void An_object()
    {
        TestProgram.RequireTracing();
        var spec = TestProgram.Counter(BpfProgramType.RawTracepoint, anyProcess: true);
        spec.Name = "counting";
        var target = BpfObject.Load(spec);
        target.Dispose();
        target.Dispose();
        Refuses(
            "object counting",
            () => _ = target.Variable<int>("any"),
            () => target.Loaded.Load(target.Spec.Programs[0]),
            () => target.Loaded.Create(target.Spec.Maps[0]));
        Refuses("program counter", () => target.Attach("counter", new RawTracepointRequest("sys_enter")));
    }

    private static void Refuses(string what, params ReadOnlySpan<Action> uses)
    {
        foreach (var use in uses)
            Assert.Contains($"{what} was disposed of already", Assert.Throws<ObjectDisposedException>(use).Message, StringComparison.Ordinal);
    }
}
