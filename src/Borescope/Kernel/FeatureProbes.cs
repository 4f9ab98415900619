using System;
using System.Threading;
using Borescope.Compiler;
using Borescope.Compiler.Calls;

namespace Borescope.Kernel;

/// <summary>One probe per feature.</summary>
internal static unsafe class FeatureProbes
{

    // A function that every kernel has and that fentry may trace; loading attaches nothing.
    private const string AnyFunction = "vfs_read";
    private const string AnyTracepoint = "btf_trace_sched_switch";

    private static ReadOnlySpan<ulong> Trivial => [ProbeProgram.ReturnZero, ProbeProgram.Exit];

    internal static FeatureResult Run(ISystemCalls calls, KernelFeature feature, Func<IKernelTypeIds?>? types) => feature switch
    {
        KernelFeature.Bpf => ProbeProgram.Try(calls, BpfProgramType.SocketFilter, Trivial, "a trivial program"),
        KernelFeature.Btf => File(calls, "/sys/kernel/btf/vmlinux"),
        KernelFeature.KprobePmu => File(calls, "/sys/bus/event_source/devices/kprobe/type"),
        KernelFeature.UprobePmu => File(calls, "/sys/bus/event_source/devices/uprobe/type"),
        KernelFeature.UprobeReferenceCounter => File(calls, "/sys/bus/event_source/devices/uprobe/format/ref_ctr_offset"),
        KernelFeature.KprobeEvents => Tracefs.TryFind(calls, out var tracefs, out var problem)
            ? File(calls, tracefs!.PathOf("kprobe_events")) : new FeatureResult(false, problem ?? "", Errno.ENOENT),
        KernelFeature.PerfLink => PerfLink(calls),
        KernelFeature.KprobeMulti => KprobeMulti(calls, BpfAttachType.KprobeMulti),
        KernelFeature.KprobeSession => KprobeMulti(calls, BpfAttachType.KprobeSession),
        // Without a process every generation gets as far as the directory; with process -1 only the first one does.
        KernelFeature.UprobeMulti => UprobeMulti(calls, 0, Errno.EBADF),
        KernelFeature.UprobeMultiProcess => UprobeMulti(calls, uint.MaxValue, Errno.EINVAL),
        KernelFeature.UprobeSession => UprobeMulti(calls, 0, Errno.EBADF, BpfAttachType.UprobeSession),
        KernelFeature.Fentry => Tracing(calls, BpfAttachType.TraceFentry, types?.Invoke()?.FunctionId(AnyFunction) ?? 0),
        KernelFeature.Fexit => Tracing(calls, BpfAttachType.TraceFexit, types?.Invoke()?.FunctionId(AnyFunction) ?? 0),
        KernelFeature.TracingRawTracepoint =>
            Tracing(calls, BpfAttachType.TraceRawTracepoint, types?.Invoke()?.TypedefId(AnyTracepoint) ?? 0),
        KernelFeature.RingBuffer => MapTypeProbes.Run(calls, BpfMapType.RingBuffer),
        KernelFeature.BoundedLoops => BoundedLoop(calls),
        KernelFeature.LargePrograms => LargeProgram(calls),
        // r0 = 0; if w0 == 0 goto +0; exit
        KernelFeature.InstructionSetV3 =>
            ProbeProgram.Try(calls, BpfProgramType.SocketFilter, [ProbeProgram.ReturnZero, 0x16, ProbeProgram.Exit], "a 32-bit jump"),
        // r0 = 0; r0 = (s8)r0; exit
        KernelFeature.InstructionSetV4 => ProbeProgram.Try(
            calls, BpfProgramType.SocketFilter, [ProbeProgram.ReturnZero, 0x0008_00bf, ProbeProgram.Exit], "a sign-extending move"),
        // r0 = 0; *(u64 *)(r10 - 8) = r0; r0 = atomic_fetch_add(r10 - 8, r0); r0 = 0; exit
        KernelFeature.AtomicFetch => ProbeProgram.Try(
            calls,
            BpfProgramType.SocketFilter,
            [ProbeProgram.ReturnZero, 0xfff8_0a7b, 0x0000_0001_fff8_0adb, ProbeProgram.ReturnZero, ProbeProgram.Exit],
            "an atomic operation with result"),
        KernelFeature.MapBatch => MapBatch(calls),
        KernelFeature.MappableArray => CreateMap(calls, BpfMapType.Array, 4, 8, 1, MappableFlag, "a mappable array"),
        KernelFeature.TestRunRawTracepoint => TestRun(calls),
        KernelFeature.Watchpoints => Watchpoint(calls),
        _ => new FeatureResult(false, "unknown feature"),
    };

    internal static FeatureResult ProgramType(ISystemCalls calls, BpfProgramType type) =>
        ProbeProgram.Try(calls, type, Trivial, $"a program of type {type}");

    // The verifier names helpers that it does not know, or does not allow, before it looks at their arguments.
    internal static FeatureResult Helper(ISystemCalls calls, BpfProgramType type, BpfHelper helper)
    {
        var call = 0x85 | ((ulong)(uint)(int)helper << 32);
        var text = ProbeProgram.Rejection(calls, type, [call, ProbeProgram.Exit], out var errno);
        if (errno == Errno.None)
            return new FeatureResult(true, "the kernel took a call of the helper");
        var unknown = text.Length == 0
            || text.Contains("invalid func", StringComparison.Ordinal)
            || text.Contains("unknown func", StringComparison.Ordinal)
            || text.Contains("cannot use helper", StringComparison.Ordinal);
        return unknown
            ? new FeatureResult(false, text.Length == 0 ? $"the probe was refused: {ErrnoText.Of(errno)}" : text.TrimEnd(), errno)
            : new FeatureResult(true, "the verifier knows the helper", errno);
    }

    private const uint MappableFlag = 1 << 10;

    private static FeatureResult File(ISystemCalls calls, string path)
    {
        var error = calls.Access(path, AccessMode.Exists).AsErrno();
        return new FeatureResult(error == Errno.None, error == Errno.None ? $"{path} exists" : $"{path} does not exist", error);
    }

    internal static FeatureResult CreateMap(
        ISystemCalls calls, BpfMapType type, uint key, uint value, uint entries, uint flags, string what)
    {
        var attributes = new MapCreateAttributes
        {
            Type = (uint)type, KeySize = key, ValueSize = value, MaxEntries = entries, Flags = flags,
        };
        var fd = calls.Bpf(BpfCommand.MapCreate, &attributes, 28);
        if (fd < 0)
            return new FeatureResult(false, $"the kernel refused {what}: {ErrnoText.Of(fd.AsErrno())}", fd.AsErrno());
        calls.Close(fd);
        return new FeatureResult(true, $"the kernel made {what}");
    }

    // Asked to attach to descriptor -1, a kernel with perf links complains about the descriptor, an older one about the request.
    private static FeatureResult PerfLink(ISystemCalls calls)
    {
        var program = ProbeProgram.Load(calls, BpfProgramType.Tracepoint, Trivial);
        if (program < 0)
            return new FeatureResult(false, "no tracepoint programs", program.AsErrno());
        var attributes = new LinkCreateAttributes { Program = program, Target = -1, AttachType = (uint)BpfAttachType.PerfEvent };
        var error = Create(calls, ref attributes, program);
        return new FeatureResult(error == Errno.EBADF, $"a perf link to no event gave {error}", error);
    }

    // Given an unreadable list of addresses, a kernel that knows the link fails to read it.
    private static FeatureResult KprobeMulti(ISystemCalls calls, BpfAttachType type)
    {
        var program = ProbeProgram.Load(calls, BpfProgramType.Kprobe, Trivial, type);
        if (program < 0)
            return new FeatureResult(false, "no kprobe programs of this kind", program.AsErrno());
        var attributes = new LinkCreateAttributes
        {
            Program = program, AttachType = (uint)type, KprobeCount = 1, KprobeAddresses = 1,
        };
        var error = Create(calls, ref attributes, program);
        return new FeatureResult(error == Errno.EFAULT, $"a multi link with an unreadable list gave {error}", error);
    }

    private static FeatureResult UprobeMulti(ISystemCalls calls, uint process, Errno expected, BpfAttachType type = BpfAttachType.UprobeMulti)
    {
        if (process != 0 && UprobeMulti(calls, 0, Errno.EBADF) is { IsPresent: false } missing)
            return missing;
        var program = ProbeProgram.Load(calls, BpfProgramType.Kprobe, Trivial, type);
        if (program < 0)
            return new FeatureResult(false, "no uprobe programs of this kind", program.AsErrno());
        var path = "/\0"u8;
        ulong offset = 0;
        Errno error;
        fixed (byte* pathPointer = path)
        {
            var attributes = new LinkCreateAttributes
            {
                Program = program, AttachType = (uint)type, UprobePath = (ulong)pathPointer,
                UprobeOffsets = (ulong)&offset, UprobeCount = 1, UprobePid = process,
            };
            error = Create(calls, ref attributes, program);
        }

        return new FeatureResult(error == expected, $"a multi link to a directory gave {error}", error);
    }

    private static Errno Create(ISystemCalls calls, ref LinkCreateAttributes attributes, int program)
    {
        int link;
        fixed (LinkCreateAttributes* pointer = &attributes)
            link = calls.Bpf(BpfCommand.LinkCreate, pointer, (uint)sizeof(LinkCreateAttributes));
        if (link >= 0)
            calls.Close(link);
        calls.Close(program);
        return link.AsErrno();
    }

    private static FeatureResult Tracing(ISystemCalls calls, BpfAttachType type, uint id) => id == 0
        ? new FeatureResult(false, "the kernel's types are not known", Errno.ENOENT)
        : ProbeProgram.Try(calls, BpfProgramType.Tracing, Trivial, $"a {type} program", type, id);

    // r0 = 3; r0 -= 1; if r0 != 0 goto -2; exit
    private static FeatureResult BoundedLoop(ISystemCalls calls) => ProbeProgram.Try(
        calls, BpfProgramType.SocketFilter, [0x0000_0003_0000_00b7, 0x0000_0001_0000_0017, 0xfffe_0055, ProbeProgram.Exit], "a loop");

    private static FeatureResult LargeProgram(ISystemCalls calls)
    {
        var code = new ulong[4100];
        Array.Fill(code, ProbeProgram.ReturnZero);
        code[^1] = ProbeProgram.Exit;
        return ProbeProgram.Try(calls, BpfProgramType.SocketFilter, code, "a program of 4100 instructions");
    }

    private static FeatureResult MapBatch(ISystemCalls calls)
    {
        var create = new MapCreateAttributes { Type = (uint)BpfMapType.Hash, KeySize = 4, ValueSize = 4, MaxEntries = 1 };
        var map = calls.Bpf(BpfCommand.MapCreate, &create, 28);
        if (map < 0)
            return new FeatureResult(false, "no hash maps", map.AsErrno());
        uint cursor = 0;
        uint key = 0;
        uint value = 0;
        var batch = new MapBatchAttributes { OutBatch = (ulong)&cursor, Keys = (ulong)&key, Values = (ulong)&value, Count = 1, Map = map };
        var error = calls.Bpf(BpfCommand.MapLookupBatch, &batch, (uint)sizeof(MapBatchAttributes)).AsErrno();
        calls.Close(map);
        return new FeatureResult(error is Errno.None or Errno.ENOENT, $"reading an empty map in a batch gave {error}", error);
    }

    private static FeatureResult TestRun(ISystemCalls calls)
    {
        var program = ProbeProgram.Load(calls, BpfProgramType.RawTracepoint, Trivial);
        if (program < 0)
            return new FeatureResult(false, "no raw tracepoint programs", program.AsErrno());
        var attributes = new TestRunAttributes { Program = program };
        var error = calls.Bpf(BpfCommand.ProgramTestRun, &attributes, (uint)sizeof(TestRunAttributes)).AsErrno();
        calls.Close(program);
        return new FeatureResult(error == Errno.None, $"a test run gave {error}", error);
    }

    // Watches a word of this thread's own stack and writes to it: the debug registers of some virtual machines never fire.
    private static FeatureResult Watchpoint(ISystemCalls calls)
    {
        const uint Write = 2;
        ulong word = 0, count = 0;
        var attributes = new PerfEventAttributes
        {
            Type = (uint)PerfEventType.Breakpoint,
            Size = PerfEventAttributes.StructSize,
            Flags = PerfEventFlags.ExcludeKernel,
            BreakpointType = Write,
            Config1 = (ulong)&word,
            Config2 = sizeof(ulong),
        };
        var fd = calls.PerfEventOpen(ref attributes, 0, -1, -1, PerfEventOpenFlags.CloseOnExec);
        if (fd < 0)
            return new FeatureResult(false, $"the kernel refused a watchpoint: {ErrnoText.Of(fd.AsErrno())}", fd.AsErrno());
        Volatile.Write(ref word, 1);
        calls.Read(fd, new Span<byte>(&count, sizeof(ulong)));
        calls.Close(fd);
        return new FeatureResult(count > 0, count > 0 ? "a watchpoint reported a write" : "this machine takes watchpoints but does not report what they watch");
    }
}
