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

    /// <summary>First in, first out (4.20).</summary>
    Queue = 22,

    /// <summary>Last in, first out (4.20).</summary>
    Stack = 23,

    /// <summary>Ring buffer (5.8).</summary>
    RingBuffer = 27,

    /// <summary>Values owned by tasks (5.11).</summary>
    TaskStorage = 29,

    /// <summary>Set that may err (5.16).</summary>
    BloomFilter = 30,

    /// <summary>Ring buffer written by user space (6.1).</summary>
    UserRingBuffer = 31,

    /// <summary>Memory shared with user space (6.9).</summary>
    Arena = 33,
}
