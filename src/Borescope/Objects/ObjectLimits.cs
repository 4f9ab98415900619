namespace Borescope.Objects;

/// <summary>Upper bounds for everything that the bytes of a BPF object can claim.</summary>
internal static class ObjectLimits
{
    /// <summary>Largest object file in bytes; debug information makes them some megabytes long.</summary>
    internal const int MaxBytes = 256 << 20;

    /// <summary>Most functions, programs and sub-programs together.</summary>
    internal const int MaxFunctions = 1 << 16;

    /// <summary>Most maps, data sections included.</summary>
    internal const int MaxMaps = 4096;

    /// <summary>Most instruction slots of one program with its sub-programs; the kernel takes a million.</summary>
    internal const int MaxProgramSlots = 1 << 20;

    /// <summary>Most instruction slots of all programs together.</summary>
    internal const int MaxSlots = 1 << 22;

    /// <summary>Deepest chain of calls between sub-programs that is followed; the kernel allows eight.</summary>
    internal const int MaxCallDepth = 256;

    /// <summary>Most records about lines, functions and relocations of all programs together.</summary>
    internal const int MaxRecords = 1 << 20;

    /// <summary>Most relocations of all sections together.</summary>
    internal const int MaxRelocations = 1 << 20;

    /// <summary>Most bytes of all data sections together.</summary>
    internal const int MaxDataBytes = 64 << 20;

    /// <summary>Most names that the kernel is to provide.</summary>
    internal const int MaxExterns = 1 << 14;

    /// <summary>Most steps of a field access.</summary>
    internal const int MaxAccessSteps = 64;

    /// <summary>Longest file name, source line or access text in bytes.</summary>
    internal const int MaxTextBytes = 4096;

    /// <summary>Deepest nesting of map definitions: a map of maps of maps is refused by the kernel.</summary>
    internal const int MaxMapDepth = 2;
}
