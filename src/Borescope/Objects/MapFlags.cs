using System;

namespace Borescope.Objects;

/// <summary>BPF_F_* flags of map creation.</summary>
[Flags]
public enum MapFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Elements of a hash are allocated when needed, not all at once.</summary>
    NoPreallocation = 1 << 0,

    /// <summary>Each CPU has its own list of least recently used elements.</summary>
    NoCommonLru = 1 << 1,

    /// <summary>Memory comes from the node that the specification names.</summary>
    NumaNode = 1 << 2,

    /// <summary>User space may only read.</summary>
    ReadOnlyFromUser = 1 << 3,

    /// <summary>User space may only write.</summary>
    WriteOnlyFromUser = 1 << 4,

    /// <summary>Stack map that stores build id and file offset.</summary>
    StackBuildId = 1 << 5,

    /// <summary>The hash function starts at zero, so that runs can be compared (5.0).</summary>
    ZeroSeed = 1 << 6,

    /// <summary>Programs may only read (5.2).</summary>
    ReadOnlyFromProgram = 1 << 7,

    /// <summary>Programs may only write (5.2).</summary>
    WriteOnlyFromProgram = 1 << 8,

    /// <summary>A new socket takes its listener's value over (5.4).</summary>
    Clone = 1 << 9,

    /// <summary>An array that user space can map (5.5).</summary>
    Mappable = 1 << 10,

    /// <summary>Perf events stay when the map's descriptor is closed.</summary>
    PreserveElements = 1 << 11,

    /// <summary>An array whose size may differ between the inner maps of a map of maps (5.10).</summary>
    InnerMap = 1 << 12,

    /// <summary>A table of kernel operations that a link attaches (6.4).</summary>
    Link = 1 << 13,
}
