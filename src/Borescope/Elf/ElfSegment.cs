namespace Borescope.Elf;

/// <summary>A program header: what the loader maps, and where.</summary>
/// <param name="Type">p_type; 1 is PT_LOAD.</param>
/// <param name="Flags">p_flags; 1 execute, 2 write, 4 read.</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Address">First byte in memory, before the load bias.</param>
/// <param name="FileSize">Bytes in the file.</param>
/// <param name="MemorySize">Bytes in memory; what exceeds <paramref name="FileSize"/> is zero.</param>
public readonly record struct ElfSegment(uint Type, uint Flags, ulong Offset, ulong Address, ulong FileSize, ulong MemorySize)
{
    /// <summary>PT_LOAD.</summary>
    public bool IsLoaded => Type == ElfConstants.SegmentLoad;

    /// <summary>PF_X.</summary>
    public bool IsExecutable => (Flags & 1) != 0;
}
