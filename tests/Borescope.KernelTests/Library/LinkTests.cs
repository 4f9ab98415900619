using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text;
using Borescope.Compiler;
using Borescope.Elf;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Objects;

namespace Borescope.KernelTests.Library;

[Collection(KernelObjects.Name)]
public sealed partial class LinkTests
{
    private const int Calls = 25;

    private static readonly RunningKernel Kernel = new();

    public static TheoryData<AttachMechanism> KprobeMechanisms => [AttachMechanism.Auto, AttachMechanism.Multi, AttachMechanism.PerfLink, AttachMechanism.PerfIoctl, AttachMechanism.Legacy];

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();

    [LibraryImport("libc", EntryPoint = "labs")]
    private static partial nint Absolute(nint value);

    private static (ulong Count, ulong Cookie) Run(ProbeRequest request, BpfProgramType type, Action action, bool cookie = false, bool anyProcess = false, Action<Link, Func<ulong>>? check = null)
    {
        TestProgram.RequireTracing();
        var spec = TestProgram.Counter(type, anyProcess, cookie);
        var program = spec.Programs[0];
        spec.Programs.Clear();
        using var target = new ObjectLoader(SystemCalls.Instance).Load(spec);
        var attacher = new ProbeAttacher(Kernel.Facts);
        var link = attacher.Attach(target, program, request, out var plan);
        using (link)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(plan.Text);
            if (request.Mechanism != AttachMechanism.Auto)
                Assert.Equal(request.Mechanism, link.Mechanism);
            action();
            check?.Invoke(link, () => TestProgram.Read(target.Maps["counts"]).Count);
        }

        var result = TestProgram.Read(target.Maps["counts"]);

        // A child that another test is starting holds copies of the link's descriptors until its exec, and the kernel may let a
        // detached program run for a moment more.
        var patience = Stopwatch.StartNew();
        while (!anyProcess && Counts())
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(60), "the program still runs although nothing attaches it");
        return result;

        bool Counts()
        {
            var before = TestProgram.Read(target.Maps["counts"]).Count;
            action();
            return TestProgram.Read(target.Maps["counts"]).Count != before;
        }
    }

    private static void Repeat(Func<nint> action)
    {
        for (var index = 0; index < Calls; index++)
            action();
    }

    private static (string Path, ulong Offset) LibcFunction(string name)
    {
        string? path = null;
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            if (line.Contains("/libc.so.6", StringComparison.Ordinal))
                path = line[line.IndexOf('/', StringComparison.Ordinal)..];
        }

        Assert.SkipWhen(path is null, "this process has no glibc");
        Assert.True(ElfFile.TryOpen(SystemCalls.Instance, path!, out var file, out var diagnostic), diagnostic);
        using (file)
        {
            if (file!.DynamicSymbols.TryFind(Encoding.UTF8.GetBytes(name), out var symbol) && file.TryOffsetOf(symbol.Value, out var offset))
                return (path!, offset);
        }

        throw new InvalidOperationException(name);
    }

    [Fact]
    public void A_tracepoint_counts_calls_with_a_cookie()
    {
        var (count, cookie) = Run(new TracepointRequest("syscalls", "sys_enter_getppid") { Cookie = 77 }, BpfProgramType.Tracepoint, () => Repeat(() => GetParent()), cookie: true);
        Assert.Equal((ulong)Calls, count);
        Assert.Equal(77ul, cookie);
    }

    [Fact]
    public void A_tracepoint_by_ioctl_can_be_disabled_for_a_while()
    {
        var (count, _) = Run(
            new TracepointRequest("syscalls", "sys_enter_getppid") { Mechanism = AttachMechanism.PerfIoctl }, BpfProgramType.Tracepoint, () => Repeat(() => GetParent()),
            check: (link, count) =>
            {
                Assert.True(link.CanDisable);
                link.SetEnabled(false);
                _ = GetParent();
                Assert.Equal((ulong)Calls, count());
                link.SetEnabled(true);
                _ = GetParent();
                Assert.Equal(Calls + 1ul, count());
            });
        Assert.Equal(Calls + 1ul, count);
    }

    [Fact]
    public void A_missing_tracepoint_is_named_with_near_matches()
    {
        var error = Assert.Throws<BpfException>(() => Run(new TracepointRequest("syscalls", "sys_enter_opneat"), BpfProgramType.Tracepoint, () => { }));
        Assert.Contains("syscalls:sys_enter_openat", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_raw_tracepoint_counts_every_call()
    {
        var (count, _) = Run(new RawTracepointRequest("sys_enter"), BpfProgramType.RawTracepoint, () => Repeat(() => GetParent()));
        Assert.True(count >= Calls);
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => Run(new RawTracepointRequest("no_such_thing"), BpfProgramType.RawTracepoint, () => { })).Errno);
    }

    [Fact]
    public void A_typed_raw_tracepoint_counts_every_call()
    {
        TestProgram.RequireTracing();
        Assert.SkipUnless(Kernel.Features.Has(KernelFeature.TracingRawTracepoint), Kernel.Features.Probe(KernelFeature.TracingRawTracepoint).Reason);
        var id = Kernel.Btf!.TypedefId("btf_trace_sys_enter");
        var (count, _) = Run(new RawTracepointRequest("sys_enter") { BtfId = id }, BpfProgramType.Tracing, () => Repeat(() => GetParent()));
        Assert.True(count >= Calls);
    }

    [Theory]
    [InlineData(AttachMechanism.Auto, false)]
    [InlineData(AttachMechanism.Multi, false)]
    [InlineData(AttachMechanism.Multi, true)]
    [InlineData(AttachMechanism.PerfLink, false)]
    [InlineData(AttachMechanism.PerfLink, true)]
    [InlineData(AttachMechanism.PerfIoctl, true)]
    [InlineData(AttachMechanism.Legacy, false)]
    [InlineData(AttachMechanism.Legacy, true)]
    public void A_uprobe_counts_calls_of_a_library_function(AttachMechanism mechanism, bool isReturn)
    {
        TestProgram.RequireTracing();
        Assert.SkipUnless(mechanism != AttachMechanism.Multi || Kernel.Features.Has(KernelFeature.UprobeMultiProcess), "this kernel has no uprobe multi link that keeps to a process (6.10)");
        var (path, offset) = LibcFunction("labs");
        var withCookie = mechanism is AttachMechanism.Auto or AttachMechanism.Multi or AttachMechanism.PerfLink;
        var request = new UprobeRequest(path, [new UserTarget(offset, "labs", Cookie: 5)], isReturn)
        {
            Mechanism = mechanism, ProcessId = Environment.ProcessId, NeedsCookie = withCookie,
        };
        if (!withCookie)
        {
            var refusal = Assert.Throws<BpfException>(() => Run(request with { NeedsCookie = true }, BpfProgramType.Kprobe, () => Absolute(1)));
            Assert.Contains("carries no cookie", refusal.Message, StringComparison.Ordinal);
        }

        var (count, cookie) = Run(request, BpfProgramType.Kprobe, () => Repeat(() => Absolute(-3)), withCookie);
        Assert.Equal((ulong)Calls, count);
        Assert.Equal(withCookie ? 5ul : 0, cookie);
    }

    [Fact]
    public void Legacy_events_are_removed_and_those_of_dead_owners_are_swept()
    {
        TestProgram.RequireTracing();
        Assert.SkipWhen(Kernel.Facts.Tracefs is null, Kernel.Facts.TracefsDiagnostic ?? "");
        var tracefs = Kernel.Facts.Tracefs!;
        Assert.SkipUnless(File.Exists(tracefs.PathOf("uprobe_events")), "the kernel has no uprobe_events");
        var (path, offset) = LibcFunction("labs");
        var inode = SystemCalls.Instance.ReadLink("/proc/self/ns/pid")!;
        inode = inode[(inode.IndexOf('[', StringComparison.Ordinal) + 1)..^1];
        var group = $"bsc_{ulong.Parse(inode):x}_{Environment.ProcessId}_12345";
        Assert.Equal(Errno.None, SystemCalls.Instance.WriteOnce(tracefs.PathOf("uprobe_events"), OpenFlags.WriteOnly | OpenFlags.Append, $"p:{group}/left_behind {path}:0x{offset:x}"));
        Assert.Contains(group, tracefs.ReadText("uprobe_events")!, StringComparison.Ordinal);
        Assert.True(TracefsSweep.Run(SystemCalls.Instance, tracefs) >= 1);
        Assert.DoesNotContain(group, tracefs.ReadText("uprobe_events")!, StringComparison.Ordinal);
        Run(
            new UprobeRequest(path, [new UserTarget(offset, "labs")], false) { Mechanism = AttachMechanism.Legacy, ProcessId = Environment.ProcessId },
            BpfProgramType.Kprobe, () => Absolute(1),
            check: (_, _) =>
            {
                Assert.Contains($"_{Environment.ProcessId}_", tracefs.ReadText("uprobe_events")!, StringComparison.Ordinal);
                Assert.Equal(0, TracefsSweep.Run(SystemCalls.Instance, tracefs));
            });
        Assert.DoesNotContain($"_{Environment.ProcessId}_", tracefs.ReadText("uprobe_events")!, StringComparison.Ordinal);
    }

    [Fact]
    public void Timers_and_counters_fire()
    {
        Fires(PerfEventRequest.Profile(99, "profile:hz:99"));
        Fires(PerfEventRequest.Interval(10_000_000, "interval:ms:10"));
        Fires(new PerfEventRequest(PerfEventType.Software, (ulong)PerfSoftwareEvent.PageFaults, "software:page-faults:1") { Period = 1 });
    }

    /// <summary>Works, and touches memory the kernel has not given yet, until the event was counted a few times.</summary>
    private static void Fires(PerfEventRequest request) => Run(request, BpfProgramType.PerfEvent, () => { }, anyProcess: true, check: (_, count) =>
    {
        var patience = Stopwatch.StartNew();
        while (count() < 5)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(60), $"{request.Describe()} fired {count()} times only");
            using var fresh = MemoryMappedFile.CreateNew(null, 1 << 20);
            using var view = fresh.CreateViewAccessor();
            for (var page = 0; page < view.Capacity; page += Environment.SystemPageSize)
                view.Write(page, (byte)1);
        }
    });

    [Theory]
    [MemberData(nameof(KprobeMechanisms))]
    public void A_kprobe_counts_calls(AttachMechanism mechanism)
    {
        RequireKprobes(mechanism);
        var withCookie = mechanism is AttachMechanism.Auto or AttachMechanism.Multi or AttachMechanism.PerfLink;
        var request = new KprobeRequest([new KernelTarget("__x64_sys_getppid", Cookie: 9)], IsReturn: false) { Mechanism = mechanism, NeedsCookie = withCookie };
        var (count, cookie) = Run(request, BpfProgramType.Kprobe, () => Repeat(() => GetParent()), withCookie);
        Assert.Equal((ulong)Calls, count);
        Assert.Equal(withCookie ? 9ul : 0, cookie);
    }

    [Theory]
    [MemberData(nameof(KprobeMechanisms))]
    public void A_kretprobe_counts_returns(AttachMechanism mechanism)
    {
        RequireKprobes(mechanism);
        var request = new KprobeRequest([new KernelTarget("__x64_sys_getppid")], IsReturn: true) { Mechanism = mechanism };
        Assert.Equal((ulong)Calls, Run(request, BpfProgramType.Kprobe, () => Repeat(() => GetParent()), check: (link, _) => TestContext.Current.TestOutputHelper?.WriteLine($"missed {link.MissedCount}")).Count);
    }

    [Fact]
    public void A_kretprobe_with_maxactive_uses_a_tracefs_event()
    {
        RequireKprobes(AttachMechanism.Legacy);
        var request = new KprobeRequest([new KernelTarget("__x64_sys_getppid")], IsReturn: true) { MaxActive = 64 };
        Run(request, BpfProgramType.Kprobe, () => Repeat(() => GetParent()), check: (link, count) =>
        {
            Assert.Equal(AttachMechanism.Legacy, link.Mechanism);
            Assert.Equal(0ul, link.MissedCount);
            Assert.Equal((ulong)Calls, count());
        });
    }

    [Fact]
    public void Many_functions_are_probed_at_once_by_the_planner()
    {
        RequireKprobes(AttachMechanism.Auto);
        var targets = new List<KernelTarget>();
        foreach (var function in Kernel.Facts.Functions.Match(new GlobPattern("vfs_*")))
            targets.Add(new KernelTarget(function.Name, function.Module));
        Assert.True(targets.Count > 20);
        var request = new KprobeRequest(targets, IsReturn: false) { SkipFailures = true };
        Assert.True(Run(request, BpfProgramType.Kprobe, () => File.ReadAllText("/proc/self/stat")).Count > 2);
    }

    [Fact]
    public void Many_functions_have_their_own_cookies()
    {
        RequireKprobes(AttachMechanism.Multi);
        var targets = new List<KernelTarget>();
        foreach (var function in Kernel.Facts.Functions.Match(new GlobPattern("*_sys_getppid")))
            targets.Add(new KernelTarget(function.Name, function.Module, Address: function.Address, Cookie: 40));
        targets.Add(new KernelTarget("vfs_rename", Cookie: 41));
        targets.Add(new KernelTarget("vfs_link", Cookie: 42));
        var (count, cookie) = Run(new KprobeRequest(targets, IsReturn: false) { NeedsCookie = true }, BpfProgramType.Kprobe, () => Repeat(() => GetParent()), cookie: true);
        Assert.Equal((ulong)Calls, count);
        Assert.Equal(40ul, cookie);
    }

    [Fact]
    public void A_bad_function_among_many_is_left_out_and_named()
    {
        RequireKprobes(AttachMechanism.Multi);
        var request = new KprobeRequest([new KernelTarget("__x64_sys_getppid"), new KernelTarget("no_such_function_here"), new KernelTarget("vfs_link", Address: 0x1234), new KernelTarget("vfs_rename")], false) { SkipFailures = true };
        var (count, _) = Run(request, BpfProgramType.Kprobe, () => Repeat(() => GetParent()), check: (link, _) =>
        {
            var set = Assert.IsType<LinkSet>(link);
            Assert.Equal(2, set.Failures.Count);
            Assert.Contains("no_such_function_here", set.Failures[0].Error.Message, StringComparison.Ordinal);
        });
        Assert.Equal((ulong)Calls, count);
    }

    [Fact]
    public void A_disabled_legacy_kprobe_is_silent_and_resumes()
    {
        RequireKprobes(AttachMechanism.Legacy);
        var request = new KprobeRequest([new KernelTarget("__x64_sys_getppid")], false) { Mechanism = AttachMechanism.Legacy };
        Run(request, BpfProgramType.Kprobe, () => Repeat(() => GetParent()), check: (link, count) =>
        {
            link.SetEnabled(false);
            _ = GetParent();
            Assert.Equal((ulong)Calls, count());
            link.SetEnabled(true);
            _ = GetParent();
            Assert.Equal(Calls + 1ul, count());
        });
    }

    [Fact]
    public void A_kprobe_by_address_and_with_offset_works()
    {
        RequireKprobes(AttachMechanism.PerfLink);
        var address = Kernel.Facts.Symbols!.AddressOf("__x64_sys_getppid");
        Assert.SkipWhen(address == 0, "the kernel hides addresses");
        Assert.Equal((ulong)Calls, Run(new KprobeRequest([new KernelTarget("", Address: address)], false), BpfProgramType.Kprobe, () => Repeat(() => GetParent())).Count);
        var error = Assert.Throws<BpfException>(() => Run(new KprobeRequest([new KernelTarget("vfs_read", Offset: 1)], false), BpfProgramType.Kprobe, () => { }));
        Assert.Equal(Errno.EILSEQ, error.Errno);
    }

    [Theory]
    [InlineData("vfs_raed", "vfs_read")]
    [InlineData("_do_fork", "kernel_clone")]
    [InlineData("sys_openat", "__x64_sys_openat")]
    public void A_function_that_cannot_be_probed_is_explained(string function, string candidate)
    {
        RequireKprobes(AttachMechanism.PerfLink);
        var error = Assert.Throws<BpfException>(() => Run(new KprobeRequest([new KernelTarget(function)], false), BpfProgramType.Kprobe, () => { }));
        Assert.Contains(function, error.Message, StringComparison.Ordinal);
        Assert.Contains(candidate, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fentry_and_fexit_count_calls()
    {
        TestProgram.RequireTracing();
        Assert.SkipUnless(Kernel.Features.Has(KernelFeature.Fentry), Kernel.Features.Probe(KernelFeature.Fentry).Reason);
        // BTF knows a function with aliases by one of its names only.
        var id = Math.Max(Kernel.Btf!.FunctionId("__x64_sys_getppid"), Kernel.Btf.FunctionId("__do_sys_getppid"));
        Assert.NotEqual(0u, id);
        Assert.Equal((ulong)Calls, Run(new FentryRequest("__x64_sys_getppid", id, false), BpfProgramType.Tracing, () => Repeat(() => GetParent())).Count);
        Assert.Equal((ulong)Calls, Run(new FentryRequest("__x64_sys_getppid", id, true), BpfProgramType.Tracing, () => Repeat(() => GetParent())).Count);
    }

    [Fact]
    public void A_kprobe_can_be_carried_by_a_trampoline()
    {
        TestProgram.RequireTracing();
        Assert.SkipUnless(Kernel.Features.Has(KernelFeature.Fentry), Kernel.Features.Probe(KernelFeature.Fentry).Reason);
        var request = new KprobeRequest([new KernelTarget("vfs_statx", Cookie: 6)], false) { Mechanism = AttachMechanism.Fentry };
        var (count, cookie) = Run(request, BpfProgramType.Kprobe, () => Repeat(() => File.Exists("/proc/self/stat") ? 1 : 0), cookie: Kernel.Features.Has(BpfProgramType.Tracing, Compiler.Calls.BpfHelper.GetAttachCookie));
        Assert.True(count >= Calls);
        Assert.True(cookie is 0 or 6);
    }

    [Fact]
    public void A_kernel_without_kprobes_points_to_the_lab()
    {
        TestProgram.RequireTracing();
        Assert.SkipWhen(Kernel.Features.Has(KernelFeature.KprobePmu), "this kernel has kprobes");
        var error = Assert.Throws<BpfException>(() => Run(new KprobeRequest([new KernelTarget("vfs_read")], false), BpfProgramType.Kprobe, () => { }));
        Assert.Contains("borescope lab", error.Message, StringComparison.Ordinal);
    }

    private static void RequireKprobes(AttachMechanism mechanism)
    {
        TestProgram.RequireTracing();
        Assert.SkipUnless(Kernel.Features.Has(KernelFeature.KprobePmu), "this kernel has no kprobes (CONFIG_KPROBES)");
        Assert.SkipUnless(mechanism != AttachMechanism.Multi || Kernel.Features.Has(KernelFeature.KprobeMulti), "this kernel has no kprobe multi link (5.18, CONFIG_FPROBE)");
    }
}
