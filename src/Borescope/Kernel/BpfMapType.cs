namespace Borescope.Kernel;

/// <summary>Types of maps; numbers of the kernel.</summary>
public enum BpfMapType
{
    /// <summary>None.</summary>
    Unspecified = 0,

    /// <summary>Hash table.</summary>
    Hash = 1,

    /// <summary>Array; elements always exist.</summary>
    Array = 2,

    /// <summary>Programs for tail calls.</summary>
    ProgramArray = 3,

    /// <summary>Perf events per CPU.</summary>
    PerfEventArray = 4,

    /// <summary>Hash table with one value per CPU (4.6).</summary>
    PerCpuHash = 5,

    /// <summary>Array with one value per CPU (4.6).</summary>
    PerCpuArray = 6,

    /// <summary>Stacks (4.6).</summary>
    StackTrace = 7,

    /// <summary>Control groups.</summary>
    CgroupArray = 8,

    /// <summary>Hash table that forgets the least recently used (4.10).</summary>
    LruHash = 9,

    /// <summary>The same with values per CPU (4.10).</summary>
    LruPerCpuHash = 10,

    /// <summary>Longest prefix match (4.11).</summary>
    LongestPrefixTrie = 11,

    /// <summary>Array of maps (4.12).</summary>
    ArrayOfMaps = 12,

    /// <summary>Hash table of maps (4.12).</summary>
    HashOfMaps = 13,

    /// <summary>Network devices (4.14).</summary>
    DeviceMap = 14,

    /// <summary>Sockets by index (4.14).</summary>
    SocketMap = 15,

    /// <summary>CPUs that XDP redirects to (4.15).</summary>
    CpuMap = 16,

    /// <summary>AF_XDP sockets (4.18).</summary>
    XdpSocketMap = 17,

    /// <summary>Sockets by key (4.18).</summary>
    SocketHash = 18,

    /// <summary>Values owned by control groups, the older kind (4.19).</summary>
    CgroupStorageOld = 19,

    /// <summary>Sockets that share a port (4.19).</summary>
    ReuseportSocketArray = 20,

    /// <summary>Values owned by control groups, per CPU (4.20).</summary>
    PerCpuCgroupStorage = 21,

    /// <summary>First in, first out (4.20).</summary>
    Queue = 22,

    /// <summary>Last in, first out (4.20).</summary>
    Stack = 23,

    /// <summary>Values owned by sockets (5.2).</summary>
    SocketStorage = 24,

    /// <summary>Network devices by key (5.4).</summary>
    DeviceHash = 25,

    /// <summary>A table of kernel operations (5.6).</summary>
    StructOps = 26,

    /// <summary>Ring buffer (5.8).</summary>
    RingBuffer = 27,

    /// <summary>Values owned by inodes (5.10).</summary>
    InodeStorage = 28,

    /// <summary>Values owned by tasks (5.11).</summary>
    TaskStorage = 29,

    /// <summary>Set that may err (5.16).</summary>
    BloomFilter = 30,

    /// <summary>Ring buffer written by user space (6.1).</summary>
    UserRingBuffer = 31,

    /// <summary>Values owned by control groups (6.2).</summary>
    CgroupStorage = 32,

    /// <summary>Memory shared with user space (6.9).</summary>
    Arena = 33,
}
