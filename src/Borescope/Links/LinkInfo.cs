using System.Runtime.InteropServices;
using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>The kernel's <c>struct bpf_link_info</c> with the parts that count missed hits (6.7).</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct LinkInfo
{
    private const uint KprobeMultiType = 8;
    private const uint PerfEventType = 7;
    private const uint PerfKprobe = 3;
    private const uint PerfKretprobe = 4;

    [FieldOffset(0)] private uint _type;
    [FieldOffset(4)] internal uint Id;
    [FieldOffset(8)] internal uint ProgramId;
    [FieldOffset(16)] private uint _perfType;
    [FieldOffset(24)] internal uint MultiCount;
    [FieldOffset(32)] private ulong _multiMissed;
    [FieldOffset(40)] internal ulong KprobeAddress;
    [FieldOffset(48)] private ulong _kprobeMissed;

    internal readonly ulong? MultiMissed => _type == KprobeMultiType ? _multiMissed : null;

    internal readonly ulong? KprobeMissed => _type == PerfEventType && _perfType is PerfKprobe or PerfKretprobe ? _kprobeMissed : null;

    internal static bool TryRead(ISystemCalls calls, int link, out LinkInfo info)
    {
        var record = default(LinkInfo);
        var attributes = new ObjectInfoAttributes { Descriptor = link, Length = (uint)sizeof(LinkInfo), Info = (ulong)(&record) };
        var error = calls.Bpf(BpfCommand.ObjectInfo, &attributes, (uint)sizeof(ObjectInfoAttributes)).AsErrno();
        info = record;

        // Kernels before 6.7 fill less than the counter; their answer is shorter.
        return error == Errno.None && attributes.Length >= 56;
    }
}
