namespace Borescope.Elf;

/// <summary>Processor an ELF file is for (e_machine); other values than these occur.</summary>
public enum ElfMachine : ushort
{
    /// <summary>EM_NONE.</summary>
    None = 0,

    /// <summary>EM_386: 32-bit x86.</summary>
    I386 = 3,

    /// <summary>EM_ARM: 32-bit arm.</summary>
    Arm = 40,

    /// <summary>EM_X86_64; with a 32-bit file class the x32 ABI.</summary>
    X64 = 62,

    /// <summary>EM_AARCH64.</summary>
    Arm64 = 183,

    /// <summary>EM_RISCV.</summary>
    RiscV = 243,

    /// <summary>EM_BPF.</summary>
    Bpf = 247,
}
