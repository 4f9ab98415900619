using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Borescope.Compiler;
using Borescope.Compiler.Btf;
using Borescope.Elf;
using Borescope.Kernel;
using Borescope.KernelTests.Objects;
using Borescope.Links;
using Borescope.Objects;

namespace Borescope.KernelTests.Library;

/// <summary>What the kernel tells about links, and links that are opened by others than their makers.</summary>
[Collection(KernelObjects.Name)]
public sealed partial class LinkInfoTests
{
    private const int Calls = 9;

    private static readonly RunningKernel Kernel = new();

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();

    [LibraryImport("libc", EntryPoint = "labs")]
    private static partial nint Absolute(nint value);

    private static (string Path, ulong Offset) Labs()
    {
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            if (!line.Contains("/libc.so.6", StringComparison.Ordinal))
                continue;
            var path = line[line.IndexOf('/', StringComparison.Ordinal)..];
            Assert.True(ElfFile.TryOpen(SystemCalls.Instance, path, out var file, out var diagnostic), diagnostic);
            using (file)
            {
                if (file!.DynamicSymbols.TryFind("labs"u8, out var symbol) && file.TryOffsetOf(symbol.Value, out var offset))
                    return (path, offset);
            }
        }

        Assert.Skip("this process has no glibc");
        return default;
    }

    private static LoadedObject Attach(ProbeRequest request, BpfProgramType type, out Link link, bool cookie = false)
    {
        TestProgram.RequireTracing();
        var spec = TestProgram.Counter(type, cookie: cookie);
        var program = spec.Programs[0];
        spec.Programs.Clear();
        var target = new ObjectLoader(SystemCalls.Instance, Kernel).Load(spec);
        try
        {
            link = new ProbeAttacher(Kernel.Facts).Attach(target, program, request, out _);
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    private static uint ProgramId(LoadedObject target) => target.Programs["counter"].ReadInfo().Id;

    [Fact]
    public void A_tracepoint_link_names_its_tracepoint_and_cookie()
    {
        using var target = Attach(new TracepointRequest("syscalls", "sys_enter_getppid") { Cookie = 77 }, BpfProgramType.Tracepoint, out var link);
        using (link)
        {
            Assert.SkipUnless(link.Mechanism == AttachMechanism.PerfLink, "this kernel has no perf links (5.15)");
            var info = Assert.IsType<PerfEventLinkInfo>(Assert.Single(link.ReadInfo()));
            Assert.Equal((ProgramId(target), BpfLinkType.PerfEvent), (info.ProgramId, info.Type));
            Assert.SkipWhen(info.Kind == PerfEventLinkKind.Unknown, "the kernel tells nothing about the event (older than 6.6)");
            Assert.Equal((PerfEventLinkKind.Tracepoint, "sys_enter_getppid", "tracepoint:sys_enter_getppid"), (info.Kind, info.Name, info.Target));
            Assert.True(info.Cookie is 77 or 0);
        }
    }

    [Fact]
    public void A_uprobe_link_names_its_file_and_offset()
    {
        var (path, offset) = Labs();
        using var target = Attach(new UprobeRequest(path, [new UserTarget(offset, Cookie: 3)], true) { Mechanism = AttachMechanism.PerfLink }, BpfProgramType.Kprobe, out var link);
        using (link)
        {
            var info = Assert.IsType<PerfEventLinkInfo>(Assert.Single(link.ReadInfo()));
            Assert.SkipWhen(info.Kind == PerfEventLinkKind.Unknown, "the kernel tells nothing about the event (older than 6.6)");
            Assert.Equal((PerfEventLinkKind.Uretprobe, (uint)offset), (info.Kind, info.Offset));
            Assert.EndsWith("libc.so.6", info.Name, StringComparison.Ordinal);
            Assert.True(info.Cookie is 3 or 0);
        }
    }

    [Fact]
    public void A_timer_link_tells_its_event()
    {
        using var target = Attach(PerfEventRequest.Interval(1_000_000_000, "interval:s:1"), BpfProgramType.PerfEvent, out var link);
        using (link)
        {
            var info = Assert.IsType<PerfEventLinkInfo>(Assert.Single(link.ReadInfo()));
            Assert.SkipWhen(info.Kind == PerfEventLinkKind.Unknown, "the kernel tells nothing about the event (older than 6.6)");

            // Newer kernels tell the number of the clock's own PMU in the place of the class.
            Assert.Equal((PerfEventLinkKind.Event, (ulong)PerfSoftwareEvent.CpuClock, ""), (info.Kind, info.EventConfig, info.Name));
        }
    }

    [Fact]
    public void Many_user_places_are_listed_with_cookies_and_process()
    {
        TestProgram.RequireTracing();
        Assert.SkipUnless(Kernel.Features.Has(KernelFeature.UprobeMultiProcess), "this kernel has no uprobe multi link that keeps to a process (6.10)");
        var (path, offset) = Labs();

        // Cookies reach the program although the request does not insist on them.
        var request = new UprobeRequest(path, [new UserTarget(offset, Cookie: 9)], false) { Mechanism = AttachMechanism.Multi, ProcessId = Environment.ProcessId };
        using var target = Attach(request, BpfProgramType.Kprobe, out var link, cookie: true);
        using (link)
        {
            for (var index = 0; index < Calls; index++)
                Absolute(-index);
            Assert.Equal(((ulong)Calls, 9ul), TestProgram.Read(target.Maps["counts"]));
            var info = Assert.IsType<UprobeMultiLinkInfo>(Assert.Single(link.ReadInfo()));
            Assert.EndsWith("libc.so.6", info.Path, StringComparison.Ordinal);
            Assert.Equal((offset, 9ul), (Assert.Single(info.Places).Offset, info.Places[0].Cookie));
            Assert.Equal((Environment.ProcessId, false), (info.ProcessId, info.IsReturn));
        }
    }

    [Fact]
    public void Bad_user_places_among_many_are_left_out_and_named()
    {
        TestProgram.RequireTracing();
        Assert.SkipUnless(Kernel.Features.Has(KernelFeature.UprobeMulti), "this kernel has no uprobe multi link (6.6)");
        var (path, offset) = Labs();
        var request = new UprobeRequest(path, [new UserTarget(offset), new UserTarget(1ul << 40), new UserTarget(offset + 0x10_0000_0000)], false)
        {
            Mechanism = AttachMechanism.Multi, SkipFailures = true,
        };
        using var target = Attach(request, BpfProgramType.Kprobe, out var link);
        using (link)
        {
            Assert.Equal(2, Assert.IsType<LinkSet>(link).Failures.Count);
            Absolute(-1);
            Assert.Equal(1ul, TestProgram.Read(target.Maps["counts"]).Count);
        }

        Assert.Throws<BpfException>(() => Attach(request with { SkipFailures = false }, BpfProgramType.Kprobe, out _));
    }

    [Fact]
    public void A_raw_tracepoint_link_names_its_tracepoint()
    {
        using var target = Attach(new RawTracepointRequest("sys_enter"), BpfProgramType.RawTracepoint, out var link);
        using (link)
        {
            var info = Assert.IsType<RawTracepointLinkInfo>(Assert.Single(link.ReadInfo()));
            Assert.Equal("sys_enter", info.Name);
            var error = Assert.Throws<BpfException>(() => link.Update(target.Programs["counter"]));
            Assert.Contains("attach the new program, then dispose this link", error.Message, StringComparison.Ordinal);
            Assert.Contains("last descriptor", Assert.Throws<BpfException>(() => ((DescriptorLink)link).Detach()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_typed_tracepoint_is_found_by_its_name()
    {
        TestProgram.RequireTracing();
        Assert.SkipUnless(Kernel.Features.Has(KernelFeature.TracingRawTracepoint), Kernel.Features.Probe(KernelFeature.TracingRawTracepoint).Reason);
        using (Attach(new RawTracepointRequest("sys_enter") { IsTyped = true }, BpfProgramType.RawTracepoint, out var link))
        using (link)
            Assert.Equal("rawtracepoint:sys_enter", Assert.Single(link.ReadInfo()).Target);
        using (Attach(new TracingRequest(BpfAttachType.TraceRawTracepoint, "tp_btf/sys_exit") { Target = "sys_exit" }, BpfProgramType.RawTracepoint, out var link))
        using (link)
            Assert.Equal("rawtracepoint:sys_exit", Assert.Single(link.ReadInfo()).Target);
        var error = Assert.Throws<BpfException>(() => Attach(new RawTracepointRequest("no_such_thing") { IsTyped = true }, BpfProgramType.RawTracepoint, out _));
        Assert.Contains("no_such_thing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pinned_link_works_without_its_maker_and_is_opened_again()
    {
        using var folder = new PinFolder();
        var path = $"{folder.Root}/link";
        using var target = Attach(new RawTracepointRequest("sys_enter"), BpfProgramType.RawTracepoint, out var link);
        uint id;
        using (link)
        {
            id = link.ReadInfo()[0].Id;
            Assert.True(link.CanPin);
            link.Pin(path);
        }

        var before = TestProgram.Read(target.Maps["counts"]).Count;
        _ = GetParent();
        Assert.True(TestProgram.Read(target.Maps["counts"]).Count > before);
        using (var pinned = Link.OpenPinned(path))
        using (var numbered = Link.OpenById(id))
        {
            Assert.Equal((id, AttachMechanism.RawTracepoint, "rawtracepoint:sys_enter"), (pinned.ReadInfo()[0].Id, pinned.Mechanism, pinned.Target));
            Assert.Equal(id, numbered.ReadInfo()[0].Id);
        }

        File.Delete(path);
        Assert.Throws<BpfException>(() => Link.OpenPinned(path));
        Assert.Contains("link 4294967294", Assert.Throws<BpfException>(() => Link.OpenById(uint.MaxValue - 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_is_replaced_without_missing_a_hit()
    {
        var request = new TracepointRequest("syscalls", "sys_enter_getppid");
        using var target = Attach(request, BpfProgramType.Tracepoint, out var link);
        var attacher = new ProbeAttacher(Kernel.Facts);
        var plan = attacher.Planner.Plan(request);
        using var other = new ObjectLoader(SystemCalls.Instance).Load(TestProgram.Counter(BpfProgramType.Tracepoint));
        _ = GetParent();
        using var replacement = attacher.Replace(link, plan, other.Programs["counter"]);
        _ = GetParent();
        _ = GetParent();
        Assert.Equal(1ul, TestProgram.Read(target.Maps["counts"]).Count);
        Assert.Equal(2ul, TestProgram.Read(other.Maps["counts"]).Count);
    }

    /// <summary>The packet program with the types that make its function traceable.</summary>
    private static LoadedObject TypedPacketProgram()
    {
        TestProgram.RequireTracing();
        var types = new BtfBuilder();
        var prototype = types.FunctionPrototype(types.Int("int", 4, BtfIntEncoding.Signed), [new BtfMember("ctx", types.Pointer(types.Struct("xdp_md", 0, [])))]);
        var function = types.Function("stamp", prototype, isGlobal: true);
        var spec = ProgramTests.PacketProgram();
        spec.Btf = types.ToBytes();
        spec.Replace(spec.Programs[0] with { Functions = [new BpfFunctionInfo(0, function, "stamp")] });
        return new ObjectLoader(SystemCalls.Instance).Load(spec);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_function_of_another_program_is_traced(bool isReturn)
    {
        using var traced = TypedPacketProgram();
        Assert.SkipUnless(Kernel.Features.Has(KernelFeature.Fentry), Kernel.Features.Probe(KernelFeature.Fentry).Reason);
        var id = traced.Programs["stamp"].ReadInfo().Id;
        using var target = Attach(new FentryRequest("stamp", 0, isReturn) { ProgramId = id }, BpfProgramType.Tracing, out var link);
        using (link)
        {
            traced.Programs["stamp"].MeasureRuns(Calls);
            Assert.Equal((ulong)Calls, TestProgram.Read(target.Maps["counts"]).Count);
            Assert.Equal(id, Assert.IsType<TracingLinkInfo>(Assert.Single(link.ReadInfo())).TargetId);
        }
    }

    [Fact]
    public void A_function_that_another_program_does_not_have_is_named_with_those_it_has()
    {
        using var traced = TypedPacketProgram();
        var id = traced.Programs["stamp"].ReadInfo().Id;
        var spec = TestProgram.Counter(BpfProgramType.Tracing);
        spec.Replace(spec.Programs[0] with { ExpectedAttachType = BpfAttachType.TraceFexit, AttachProgramId = id, AttachTarget = "stmap" });
        var error = Assert.Throws<BpfException>(() => new ObjectLoader(SystemCalls.Instance, Kernel).Load(spec));
        Assert.Contains($"program {id} (stamp) has no function stmap", error.Message, StringComparison.Ordinal);
        Assert.Contains("it has stamp", error.Message, StringComparison.Ordinal);
        using var untyped = new ObjectLoader(SystemCalls.Instance).Load(ProgramTests.PacketProgram());
        spec.Replace(spec.Programs[0] with { AttachProgramId = untyped.Programs["stamp"].ReadInfo().Id });
        Assert.Contains("has no types", Assert.Throws<BpfException>(() => new ObjectLoader(SystemCalls.Instance, Kernel).Load(spec)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_thousand_functions_are_attached_by_one_call()
    {
        const int Count = 3000;
        TestProgram.RequireTracing();
        Assert.SkipUnless(Kernel.Features.Has(KernelFeature.KprobeMulti), "this kernel has no kprobe multi link (5.18, CONFIG_FPROBE)");
        var targets = new List<KernelTarget>();
        foreach (var function in Kernel.Facts.Functions.Match(new GlobPattern("*")))
        {
            // Functions that a program's own helpers call would only be counted as missed.
            if (function.Module is null or "vmlinux" && !function.Name.Contains("bpf", StringComparison.Ordinal))
                targets.Add(new KernelTarget(function.Name, function.Module, Cookie: 4));
            if (targets.Count == Count)
                break;
        }

        Assert.Equal(Count, targets.Count);
        var request = new KprobeRequest(targets, IsReturn: false) { Mechanism = AttachMechanism.Multi, SkipFailures = true };
        using var target = Attach(request, BpfProgramType.Kprobe, out var link);
        using (link)
        {
            var infos = link.ReadInfo();
            TestContext.Current.TestOutputHelper?.WriteLine($"{infos.Count} links, {(link as LinkSet)?.Failures.Count ?? 0} functions left out");
            var first = Assert.IsType<KprobeMultiLinkInfo>(infos[0]);
            Assert.SkipWhen(first.Addresses.Count == 0, "the kernel does not list the functions (older than 6.6)");
            Assert.True(infos.Sum(info => ((KprobeMultiLinkInfo)info).Addresses.Count) > Count * 9 / 10);
            Assert.All(first.Cookies, cookie => Assert.True(cookie is 4 or 0));
        }
    }

    [Fact]
    public void A_kprobe_link_names_its_function_and_counts_missed_hits()
    {
        TestProgram.RequireTracing();
        Assert.SkipUnless(Kernel.Features.Has(KernelFeature.KprobePmu), "this kernel has no kprobes (CONFIG_KPROBES)");
        using var target = Attach(new KprobeRequest([new KernelTarget("vfs_rename")], false) { Mechanism = AttachMechanism.PerfLink }, BpfProgramType.Kprobe, out var link);
        using (link)
        {
            var info = Assert.IsType<PerfEventLinkInfo>(Assert.Single(link.ReadInfo()));
            Assert.SkipWhen(info.Kind == PerfEventLinkKind.Unknown, "the kernel tells nothing about the event (older than 6.6)");
            Assert.Equal((PerfEventLinkKind.Kprobe, "kprobe:vfs_rename"), (info.Kind, info.Target));
            Assert.True(info.Missed is null or 0);
        }
    }
}
