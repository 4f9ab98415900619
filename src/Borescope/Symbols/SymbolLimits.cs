namespace Borescope.Symbols;

/// <summary>Upper bounds for what foreign files and processes can make Borescope read or keep.</summary>
internal static class SymbolLimits
{
    /// <summary>Symbolic links followed on one path, as the kernel does.</summary>
    internal const int MaxLinks = 40;

    /// <summary>Most executable mappings kept of one process.</summary>
    internal const int MaxMappings = 64 << 10;

    /// <summary>Largest /proc/PID/maps read, in bytes.</summary>
    internal const int MaxMapsBytes = 64 << 20;

    /// <summary>Largest part of a perf map read, in bytes.</summary>
    internal const long MaxPerfMapBytes = 512 << 20;

    /// <summary>Most entries of a perf map kept.</summary>
    internal const int MaxPerfMapEntries = 8 << 20;

    /// <summary>Longest name taken from a perf map, in bytes.</summary>
    internal const int MaxPerfMapNameBytes = 16 << 10;

    /// <summary>Processes whose mappings are kept.</summary>
    internal const int MaxProcesses = 1024;

    /// <summary>Files whose symbols are kept.</summary>
    internal const int MaxFiles = 4096;

    /// <summary>Largest ld.so.cache read, in bytes.</summary>
    internal const int MaxLibraryCacheBytes = 64 << 20;

    /// <summary>Largest vdso read, in bytes.</summary>
    internal const int MaxVdsoBytes = 1 << 20;

    /// <summary>Bytes of a function decoded to check an instruction boundary.</summary>
    internal const int MaxDecodedBytes = 16 << 20;

    /// <summary>Most static markers looked at in one file, damaged ones included.</summary>
    internal const int MaxUsdtSites = 1 << 16;

    /// <summary>Most arguments of a static marker; sys/sdt.h has macros for 12.</summary>
    internal const int MaxUsdtArguments = 32;

    /// <summary>Longest name or argument text of a static marker, in bytes.</summary>
    internal const int MaxUsdtTextBytes = 4096;

    /// <summary>Most functions that one pattern may select.</summary>
    internal const int MaxMatches = 1 << 20;
}
