namespace Borescope.Kernel;

/// <summary>What a kernel may or may not be able to do; each is found out by trying, see <see cref="KernelFeatures"/>.</summary>
public enum KernelFeature
{
    /// <summary>BPF programs can be loaded at all.</summary>
    Bpf,

    /// <summary>The kernel shows its types (<c>/sys/kernel/btf/vmlinux</c>).</summary>
    Btf,

    /// <summary>kprobes through their perf PMU (4.17).</summary>
    KprobePmu,

    /// <summary>kprobes through tracefs.</summary>
    KprobeEvents,

    /// <summary>uprobes through their perf PMU (4.17).</summary>
    UprobePmu,

    /// <summary>uprobes with a reference counter (4.20).</summary>
    UprobeReferenceCounter,

    /// <summary>Perf events attached by BPF link, which carries a cookie (5.15).</summary>
    PerfLink,

    /// <summary>One link for many kernel functions (5.18, needs CONFIG_FPROBE).</summary>
    KprobeMulti,

    /// <summary>Entry and return of many kernel functions with one program (6.10).</summary>
    KprobeSession,

    /// <summary>One link for many user functions (6.6).</summary>
    UprobeMulti,

    /// <summary>Multi links to user functions that filter by process rather than by thread (6.10).</summary>
    UprobeMultiProcess,

    /// <summary>Entry and return of many user functions with one program (6.13).</summary>
    UprobeSession,

    /// <summary>fentry programs (5.5 on x86-64, needs BTF).</summary>
    Fentry,

    /// <summary>fexit programs.</summary>
    Fexit,

    /// <summary>Raw tracepoints with typed arguments.</summary>
    TracingRawTracepoint,

    /// <summary>Ring buffer (5.8).</summary>
    RingBuffer,

    /// <summary>Loops that the verifier can bound (5.3).</summary>
    BoundedLoops,

    /// <summary>Programs of more than 4096 instructions (5.2).</summary>
    LargePrograms,

    /// <summary>Instruction set v3: 32-bit jumps (5.1).</summary>
    InstructionSetV3,

    /// <summary>Instruction set v4: sign-extending moves and loads, signed division (6.6).</summary>
    InstructionSetV4,

    /// <summary>Atomic operations that return the old value (5.12).</summary>
    AtomicFetch,

    /// <summary>Batch operations on hash maps (5.6).</summary>
    MapBatch,

    /// <summary>Array maps that user space can map into memory (5.5).</summary>
    MappableArray,

    /// <summary>Running raw tracepoint programs on demand (5.10).</summary>
    TestRunRawTracepoint,

    /// <summary>Memory watchpoints that report; some virtual machines take them and stay silent.</summary>
    Watchpoints,
}
