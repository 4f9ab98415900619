using System.Runtime.InteropServices;
using Borescope.Elf;

namespace Borescope.Symbols;

/// <summary>Which ELF files can run, and be probed, on this processor.</summary>
internal static class HostMachine
{
    internal static ElfMachine Current { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => ElfMachine.X64,
        Architecture.Arm64 => ElfMachine.Arm64,
        _ => ElfMachine.None,
    };

    /// <summary>Whether uprobes work in such a file. The arm64 kernel has none for 32-bit programs.</summary>
    internal static bool CanProbe(in ElfHeader header) => header.Machine switch
    {
        ElfMachine.I386 => Current == ElfMachine.X64,
        _ => header.Machine == Current,
    };

    internal static string NameOf(ElfMachine machine) => machine switch
    {
        ElfMachine.X64 => "x86-64",
        ElfMachine.I386 => "32-bit x86",
        ElfMachine.Arm64 => "arm64",
        ElfMachine.Arm => "32-bit arm",
        ElfMachine.RiscV => "riscv",
        ElfMachine.Bpf => "BPF",
        _ => $"ELF machine {(int)machine}",
    };
}
