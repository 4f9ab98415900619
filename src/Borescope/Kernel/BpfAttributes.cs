using System.Runtime.InteropServices;

namespace Borescope.Kernel;

/// <summary>Attributes of BPF_MAP_CREATE.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct MapCreateAttributes
{
    [FieldOffset(0)] internal uint Type;
    [FieldOffset(4)] internal uint KeySize;
    [FieldOffset(8)] internal uint ValueSize;
    [FieldOffset(12)] internal uint MaxEntries;
    [FieldOffset(16)] internal uint Flags;
    [FieldOffset(20)] internal int InnerMap;
    [FieldOffset(24)] internal uint NumaNode;
    [FieldOffset(28)] internal fixed byte Name[16];
    [FieldOffset(48)] internal int Btf;
    [FieldOffset(52)] internal uint KeyType;
    [FieldOffset(56)] internal uint ValueType;
    [FieldOffset(60)] internal uint KernelValueType;
    [FieldOffset(64)] internal ulong Extra;
}

/// <summary>Attributes of the element commands of maps.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct MapElementAttributes
{
    [FieldOffset(0)] internal int Map;
    [FieldOffset(8)] internal ulong Key;
    [FieldOffset(16)] internal ulong ValueOrNextKey;
    [FieldOffset(24)] internal ulong Flags;
}

/// <summary>Attributes of the batch commands of maps.</summary>
[StructLayout(LayoutKind.Explicit, Size = 56)]
internal struct MapBatchAttributes
{
    [FieldOffset(0)] internal ulong InBatch;
    [FieldOffset(8)] internal ulong OutBatch;
    [FieldOffset(16)] internal ulong Keys;
    [FieldOffset(24)] internal ulong Values;
    [FieldOffset(32)] internal uint Count;
    [FieldOffset(36)] internal int Map;
    [FieldOffset(40)] internal ulong ElementFlags;
    [FieldOffset(48)] internal ulong Flags;
}

/// <summary>Attributes of BPF_PROG_LOAD.</summary>
[StructLayout(LayoutKind.Explicit, Size = 144)]
internal unsafe struct ProgramLoadAttributes
{
    [FieldOffset(0)] internal uint Type;
    [FieldOffset(4)] internal uint InstructionCount;
    [FieldOffset(8)] internal ulong Instructions;
    [FieldOffset(16)] internal ulong License;
    [FieldOffset(24)] internal uint LogLevel;
    [FieldOffset(28)] internal uint LogSize;
    [FieldOffset(32)] internal ulong LogBuffer;
    [FieldOffset(40)] internal uint KernelVersion;
    [FieldOffset(44)] internal uint Flags;
    [FieldOffset(48)] internal fixed byte Name[16];
    [FieldOffset(64)] internal uint InterfaceIndex;
    [FieldOffset(68)] internal uint ExpectedAttachType;
    [FieldOffset(72)] internal int Btf;
    [FieldOffset(76)] internal uint FunctionInfoSize;
    [FieldOffset(80)] internal ulong FunctionInfo;
    [FieldOffset(88)] internal uint FunctionInfoCount;
    [FieldOffset(92)] internal uint LineInfoSize;
    [FieldOffset(96)] internal ulong LineInfo;
    [FieldOffset(104)] internal uint LineInfoCount;
    [FieldOffset(108)] internal uint AttachBtfId;
    [FieldOffset(112)] internal int AttachProgramOrBtf;
    [FieldOffset(116)] internal uint CoreRelocationCount;
    [FieldOffset(120)] internal ulong DescriptorArray;
    [FieldOffset(128)] internal ulong CoreRelocations;
    [FieldOffset(136)] internal uint CoreRelocationSize;
    [FieldOffset(140)] internal uint LogTrueSize;
}

/// <summary>Attributes of BPF_PROG_TEST_RUN.</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
internal struct TestRunAttributes
{
    [FieldOffset(0)] internal int Program;
    [FieldOffset(4)] internal uint ReturnValue;
    [FieldOffset(8)] internal uint InputSize;
    [FieldOffset(12)] internal uint OutputSize;
    [FieldOffset(16)] internal ulong Input;
    [FieldOffset(24)] internal ulong Output;
    [FieldOffset(32)] internal uint Repeat;
    [FieldOffset(36)] internal uint Duration;
    [FieldOffset(40)] internal uint ContextInputSize;
    [FieldOffset(44)] internal uint ContextOutputSize;
    [FieldOffset(48)] internal ulong ContextInput;
    [FieldOffset(56)] internal ulong ContextOutput;
    [FieldOffset(64)] internal uint Flags;
    [FieldOffset(68)] internal uint Cpu;
    [FieldOffset(72)] internal uint BatchSize;
}

/// <summary>Attributes of BPF_OBJ_GET_INFO_BY_FD.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct ObjectInfoAttributes
{
    [FieldOffset(0)] internal int Descriptor;
    [FieldOffset(4)] internal uint Length;
    [FieldOffset(8)] internal ulong Info;
}

/// <summary>Attributes of BPF_*_GET_FD_BY_ID and BPF_*_GET_NEXT_ID.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct IdAttributes
{
    [FieldOffset(0)] internal uint Id;
    [FieldOffset(4)] internal uint NextId;
    [FieldOffset(8)] internal uint Flags;
}

/// <summary>Attributes of BPF_RAW_TRACEPOINT_OPEN; the cookie is sent only when used (6.10).</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct RawTracepointAttributes
{
    internal const uint SizeWithoutCookie = 16;

    [FieldOffset(0)] internal ulong Name;
    [FieldOffset(8)] internal int Program;
    [FieldOffset(16)] internal ulong Cookie;
}

/// <summary>Attributes of BPF_OBJ_PIN and BPF_OBJ_GET.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct ObjectPathAttributes
{
    [FieldOffset(0)] internal ulong Path;
    [FieldOffset(8)] internal int Descriptor;
    [FieldOffset(12)] internal uint Flags;
}

/// <summary>Attributes of BPF_ITER_CREATE.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct IteratorCreateAttributes
{
    [FieldOffset(0)] internal int Link;
    [FieldOffset(4)] internal uint Flags;
}

/// <summary>Attributes of BPF_BTF_LOAD.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct BtfLoadAttributes
{
    [FieldOffset(0)] internal ulong Content;
    [FieldOffset(8)] internal ulong LogBuffer;
    [FieldOffset(16)] internal uint Size;
    [FieldOffset(20)] internal uint LogSize;
    [FieldOffset(24)] internal uint LogLevel;
    [FieldOffset(28)] internal uint LogTrueSize;
}

/// <summary>Attributes of BPF_LINK_CREATE in its forms for tracing.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct LinkCreateAttributes
{
    internal const uint KprobeMultiReturn = 1;
    internal const uint UprobeMultiReturn = 1;

    [FieldOffset(0)] internal int Program;
    [FieldOffset(4)] internal int Target;
    [FieldOffset(8)] internal uint AttachType;
    [FieldOffset(12)] internal uint Flags;

    // perf event
    [FieldOffset(16)] internal ulong PerfCookie;

    // tracing
    [FieldOffset(16)] internal uint TracingTargetBtfId;
    [FieldOffset(24)] internal ulong TracingCookie;

    // iterator
    [FieldOffset(16)] internal ulong IteratorScope;
    [FieldOffset(24)] internal uint IteratorScopeLength;

    // kprobe multi
    [FieldOffset(16)] internal uint KprobeFlags;
    [FieldOffset(20)] internal uint KprobeCount;
    [FieldOffset(24)] internal ulong KprobeSymbols;
    [FieldOffset(32)] internal ulong KprobeAddresses;
    [FieldOffset(40)] internal ulong KprobeCookies;

    // uprobe multi
    [FieldOffset(16)] internal ulong UprobePath;
    [FieldOffset(24)] internal ulong UprobeOffsets;
    [FieldOffset(32)] internal ulong UprobeReferences;
    [FieldOffset(40)] internal ulong UprobeCookies;
    [FieldOffset(48)] internal uint UprobeCount;
    [FieldOffset(52)] internal uint UprobeFlags;
    [FieldOffset(56)] internal uint UprobePid;
}

/// <summary>The kernel's <c>union bpf_iter_link_info</c>: what an iterator keeps to.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct IteratorScopeAttributes
{
    [FieldOffset(0)] internal int Map;

    [FieldOffset(0)] internal uint CgroupOrder;
    [FieldOffset(4)] internal int Cgroup;

    [FieldOffset(0)] internal uint Thread;
    [FieldOffset(4)] internal uint Process;
}
