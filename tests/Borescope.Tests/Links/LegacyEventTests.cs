using System;
using System.Linq;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Objects;
using Borescope.Tests.Kernel;

namespace Borescope.Tests.Links;

public sealed unsafe class LegacyEventTests
{
    private const string Own = "bsc_f0000001_77_5000";

    private static FakeSystemCalls Fake(Func<string, Errno>? define = null)
    {
        var calls = AttachPlannerTests.Fake("events");
        calls.Links["/proc/self/ns/pid"] = "pid:[4026531841]";
        calls.Files["/proc/self/stat"] = "77 (a b) c) S 1 77 77 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5000 0 0\n";
        calls.Files["/proc/88/stat"] = "88 (live) S 1 77 77 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 6000 0 0\n";
        calls.Files["/proc/90/stat"] = "90 (dead) Z 1 77 77 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 6000 0 0\n";
        var probes = calls.OnBpf;
        calls.OnBpf = (command, attributes, size) => command == BpfCommand.ProgramLoad ? calls.Make() : probes(command, attributes, size);
        calls.OnWrite = (path, text) =>
        {
            var error = define?.Invoke(text) ?? Errno.None;
            if (error == Errno.None && text[0] is 'p' or 'r')
                calls.Files[$"/sys/kernel/tracing/events/{text.Split(' ')[0].Split(':')[1]}/id"] = "1234\n";
            return error;
        };
        calls.OnPerf = (ref attributes, pid, cpu) =>
        {
            Assert.Equal(2u, attributes.Type);
            Assert.Equal(1234u, attributes.Config);
            return calls.Make();
        };
        return calls;
    }

    private static Link Attach(FakeSystemCalls calls, KprobeRequest request)
    {
        var target = new ObjectLoader(calls).Load(new ObjectSpec());
        return new ProbeAttacher(new KernelFacts(calls)).Attach(
            target, new ProgramSpec { Name = "p", Type = BpfProgramType.Kprobe, Instructions = [new BpfInstruction(BpfOpcode.ExitProgram, 0, 0, 0, 0)] }, request, out _);
    }

    [Fact]
    public void An_event_is_defined_in_our_group_and_removed_after_its_descriptor_is_closed()
    {
        var calls = Fake();
        using (Attach(calls, new KprobeRequest([new KernelTarget("vfs_read", Offset: 4)], false) { Mechanism = AttachMechanism.Legacy }))
        {
            var definition = calls.Log.Last(static entry => entry.StartsWith("write", StringComparison.Ordinal));
            Assert.StartsWith($"write /sys/kernel/tracing/kprobe_events p:{Own}/p", definition, StringComparison.Ordinal);
            Assert.EndsWith(" vfs_read+4", definition, StringComparison.Ordinal);
            calls.Log.Clear();
        }

        var close = calls.Log.FindIndex(static entry => entry.StartsWith("close", StringComparison.Ordinal));
        var remove = calls.Log.FindIndex(static entry => entry.Contains($" -:{Own}/p", StringComparison.Ordinal));
        Assert.InRange(close, 0, remove - 1);
    }

    [Fact]
    public void Maxactive_and_modules_are_written_as_tracefs_wants_them()
    {
        var calls = Fake();
        Attach(calls, new KprobeRequest([new KernelTarget("ext4_read", "ext4")], true) { MaxActive = 200 }).Dispose();
        Assert.Contains(calls.Log, static entry => entry.Contains($" r200:{Own}/r", StringComparison.Ordinal) && entry.EndsWith(" ext4:ext4_read", StringComparison.Ordinal));
    }

    [Fact]
    public void The_kernels_own_explanation_is_passed_on()
    {
        FakeSystemCalls? calls = null;
        calls = Fake(text =>
        {
            calls!.Files["/sys/kernel/tracing/error_log"] = $"[ 1.0] trace_kprobe: error: someone else's\n  Command: p:x y\n     ^\n[ 2.0] trace_kprobe: error: Maxactive is too big\n  Command: {text}\n   ^\n";
            return Errno.EINVAL;
        });
        var error = Assert.Throws<BpfException>(() => Attach(calls, new KprobeRequest([new KernelTarget("vfs_read")], true) { MaxActive = 200_000 }));
        Assert.Contains("Maxactive is too big", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("someone else", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_half_way_removes_what_was_made()
    {
        var count = 0;
        var calls = Fake(text => text[0] == 'p' && ++count == 3 ? Errno.ENOENT : Errno.None);
        Assert.Throws<BpfException>(() => Attach(calls, new KprobeRequest([new("a"), new("b"), new("c")], false) { Mechanism = AttachMechanism.Legacy }));
        Assert.Equal(2, calls.Log.Count(static entry => entry.Contains(" -:", StringComparison.Ordinal)));
        Assert.True(calls.Descriptors.Count <= 1, "only the program may be open");
    }

    [Fact]
    public void A_failing_program_binding_removes_the_event()
    {
        var calls = Fake();
        calls.OnIoControl = static request => request == PerfIoControl.SetBpf ? Errno.EINVAL : Errno.None;
        var error = Assert.Throws<BpfException>(() => Attach(calls, new KprobeRequest([new("a")], false) { Mechanism = AttachMechanism.Legacy }));
        Assert.Equal(KernelOperation.PerfSetProgram, error.Operation);
        Assert.Contains(calls.Log, static entry => entry.Contains(" -:", StringComparison.Ordinal));
        Assert.True(calls.Descriptors.Count <= 1);
    }

    [Fact]
    public void A_disabled_event_stays_defined_and_is_opened_again()
    {
        var calls = Fake();
        using var link = Attach(calls, new KprobeRequest([new("a")], false) { Mechanism = AttachMechanism.Legacy });
        var open = calls.Descriptors.Count;
        link.SetEnabled(false);
        Assert.Equal(open - 1, calls.Descriptors.Count);
        Assert.DoesNotContain(calls.Log, static entry => entry.Contains(" -:", StringComparison.Ordinal));
        link.SetEnabled(true);
        Assert.Equal(open, calls.Descriptors.Count);
    }

    [Fact]
    public void Only_groups_of_dead_owners_in_our_namespace_are_swept()
    {
        var calls = Fake();
        foreach (var group in (string[])[Own, "bsc_f0000001_88_6000", "bsc_f0000001_88_5999", "bsc_f0000001_89_1", "bsc_f0000001_90_6000", "bsc_f0000002_89_1", "bsc_x_y_z", "bsc_f0000001_89", "kprobes", "bscx"])
            calls.Files[$"/sys/kernel/tracing/events/{group}/p1_x/id"] = "1";
        Tracefs.TryFind(calls, out var tracefs, out _);
        Assert.Equal(3, TracefsSweep.Run(calls, tracefs!));
        Assert.Equal(
            ["-:bsc_f0000001_88_5999/", "-:bsc_f0000001_89_1/", "-:bsc_f0000001_90_6000/"],
            calls.Log.Where(static entry => entry.StartsWith("write", StringComparison.Ordinal)).Select(static entry => entry.Split(' ')[2]));
    }

    [Fact]
    public void Without_the_group_form_events_are_swept_one_by_one()
    {
        var calls = Fake(static text => text.EndsWith('/') ? Errno.EINVAL : Errno.None);
        calls.Files["/sys/kernel/tracing/events/bsc_f0000001_89_1/p1_x/id"] = "1";
        calls.Files["/sys/kernel/tracing/events/bsc_f0000001_89_1/p2_y/id"] = "1";
        calls.Files["/sys/kernel/tracing/events/bsc_f0000001_89_1/enable"] = "1";
        Tracefs.TryFind(calls, out var tracefs, out _);
        Assert.Equal(1, TracefsSweep.Run(calls, tracefs!));
        Assert.Equal(2, calls.Log.Count(static entry => entry.Contains("kprobe_events -:bsc_f0000001_89_1/p", StringComparison.Ordinal)));
    }
}
