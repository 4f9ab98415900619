using System.Runtime.InteropServices;
using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>The kernel's <c>struct bpf_link_info</c> in its forms for tracing.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct LinkInfoRecord
{
    // Kernels before 6.7 fill less than the counters of missed hits; their answer is shorter.
    private const uint BytesWithMissed = 56;

    [FieldOffset(0)] internal uint Type;
    [FieldOffset(4)] internal uint Id;
    [FieldOffset(8)] internal uint ProgramId;

    // raw tracepoint
    [FieldOffset(16)] internal ulong RawName;
    [FieldOffset(24)] internal uint RawNameLength;
    [FieldOffset(32)] internal ulong RawCookie;

    // tracing
    [FieldOffset(16)] internal uint TracingAttachType;
    [FieldOffset(20)] internal uint TracingTargetObject;
    [FieldOffset(24)] internal uint TracingTargetType;
    [FieldOffset(32)] internal ulong TracingCookie;

    // iterator
    [FieldOffset(16)] internal ulong IteratorName;
    [FieldOffset(24)] internal uint IteratorNameLength;
    [FieldOffset(28)] internal uint IteratorMap;
    [FieldOffset(32)] internal uint IteratorThread;
    [FieldOffset(36)] internal uint IteratorProcess;

    // many kernel functions
    [FieldOffset(16)] internal ulong KprobeAddresses;
    [FieldOffset(24)] internal uint KprobeCount;
    [FieldOffset(28)] internal uint KprobeFlags;
    [FieldOffset(32)] internal ulong KprobeMultiMissed;
    [FieldOffset(40)] internal ulong KprobeCookies;

    // many user functions
    [FieldOffset(16)] internal ulong UprobePath;
    [FieldOffset(24)] internal ulong UprobeOffsets;
    [FieldOffset(32)] internal ulong UprobeReferences;
    [FieldOffset(40)] internal ulong UprobeCookies;
    [FieldOffset(48)] internal uint UprobePathLength;
    [FieldOffset(52)] internal uint UprobeCount;
    [FieldOffset(56)] internal uint UprobeFlags;
    [FieldOffset(60)] internal uint UprobeProcess;

    // perf event: kprobe, uprobe and tracepoint begin alike
    [FieldOffset(16)] internal uint PerfType;
    [FieldOffset(24)] internal ulong PerfName;
    [FieldOffset(32)] internal uint PerfNameLength;
    [FieldOffset(36)] internal uint PerfOffset;
    [FieldOffset(40)] internal ulong PerfAddress;
    [FieldOffset(48)] internal ulong PerfMissed;
    [FieldOffset(56)] internal ulong PerfCookie;
    [FieldOffset(24)] internal ulong EventConfig;
    [FieldOffset(32)] internal uint EventType;

    // uprobe, tracepoint and event have the cookie here instead
    [FieldOffset(40)] internal ulong ShortCookie;

    /// <summary>Hits missed, null when the kernel does not count them for this kind of link.</summary>
    internal static ulong? ReadMissed(ISystemCalls calls, int link)
    {
        var record = default(LinkInfoRecord);
        return TryRead(calls, link, ref record, out var bytes) == Errno.None && bytes >= BytesWithMissed ? record.Missed : null;
    }

    /// <summary>Asks about a link.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="link">Descriptor.</param>
    /// <param name="record">What is wanted; receives the answer.</param>
    /// <param name="bytes">How much the kernel knows.</param>
    internal static Errno TryRead(ISystemCalls calls, int link, ref LinkInfoRecord record, out uint bytes)
    {
        fixed (LinkInfoRecord* pointer = &record)
        {
            var attributes = new ObjectInfoAttributes { Descriptor = link, Length = (uint)sizeof(LinkInfoRecord), Info = (ulong)pointer };
            var error = calls.Bpf(BpfCommand.ObjectInfo, &attributes, (uint)sizeof(ObjectInfoAttributes)).AsErrno();
            bytes = attributes.Length;
            return error;
        }
    }

    private readonly ulong? Missed => (BpfLinkType)Type switch
    {
        BpfLinkType.KprobeMulti => KprobeMultiMissed,
        BpfLinkType.PerfEvent when (PerfEventLinkKind)PerfType is PerfEventLinkKind.Kprobe or PerfEventLinkKind.Kretprobe => PerfMissed,
        _ => null,
    };
}
