namespace Borescope.Elf;

/// <summary>What an ELF file is (e_type).</summary>
public enum ElfKind : ushort
{
    /// <summary>ET_NONE.</summary>
    None = 0,

    /// <summary>ET_REL: an object file; BPF objects are of this kind.</summary>
    Relocatable = 1,

    /// <summary>ET_EXEC: a program with fixed addresses.</summary>
    Executable = 2,

    /// <summary>ET_DYN: a shared library, or a position-independent program.</summary>
    Shared = 3,

    /// <summary>ET_CORE.</summary>
    Core = 4,
}
