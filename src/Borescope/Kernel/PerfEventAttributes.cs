using System.Runtime.InteropServices;

namespace Borescope.Kernel;

/// <summary>
/// The first 72 bytes of <c>struct perf_event_attr</c> (PERF_ATTR_SIZE_VER1), which hold every field a probe needs.
/// A shorter size would silently drop <see cref="Config2"/>, the probe's offset.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = StructSize)]
public struct PerfEventAttributes
{
    /// <summary>Bytes sent to the kernel.</summary>
    public const int StructSize = 72;

    /// <summary>PERF_TYPE_* or the number of a dynamic PMU.</summary>
    [FieldOffset(0)] public uint Type;

    /// <summary>Must be <see cref="StructSize"/>.</summary>
    [FieldOffset(4)] public uint Size;

    /// <summary>Event selector, meaning depends on the type.</summary>
    [FieldOffset(8)] public ulong Config;

    /// <summary>Events per sample, or samples per second when <see cref="PerfEventFlags.Frequency"/> is set.</summary>
    [FieldOffset(16)] public ulong SamplePeriod;

    /// <summary>PERF_SAMPLE_* bits.</summary>
    [FieldOffset(24)] public ulong SampleType;

    /// <summary>PERF_FORMAT_* bits.</summary>
    [FieldOffset(32)] public ulong ReadFormat;

    /// <summary>Flag bits.</summary>
    [FieldOffset(40)] public PerfEventFlags Flags;

    /// <summary>Wake up after this many events (or bytes with the watermark flag).</summary>
    [FieldOffset(48)] public uint WakeupEvents;

    /// <summary>Breakpoint type.</summary>
    [FieldOffset(52)] public uint BreakpointType;

    /// <summary>kprobe: pointer to the symbol name or 0; uprobe: pointer to the path; breakpoint: address.</summary>
    [FieldOffset(56)] public ulong Config1;

    /// <summary>kprobe and uprobe: offset, or the address when <see cref="Config1"/> is 0; breakpoint: length.</summary>
    [FieldOffset(64)] public ulong Config2;
}
