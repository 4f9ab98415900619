using System.Runtime.InteropServices;

namespace Borescope.Programs;

/// <summary>The kernel's <c>struct bpf_prog_info</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 232)]
internal unsafe struct ProgramInfoRecord
{
    [FieldOffset(0)] internal uint Type;
    [FieldOffset(4)] internal uint Id;
    [FieldOffset(8)] internal ulong Tag;
    [FieldOffset(16)] internal uint JitedLength;
    [FieldOffset(20)] internal uint TranslatedLength;
    [FieldOffset(24)] internal ulong JitedCode;
    [FieldOffset(32)] internal ulong TranslatedCode;
    [FieldOffset(40)] internal ulong LoadTime;
    [FieldOffset(64)] internal fixed byte Name[16];
    [FieldOffset(128)] internal uint BtfId;
    [FieldOffset(192)] internal ulong RunTime;
    [FieldOffset(200)] internal ulong RunCount;
    [FieldOffset(208)] internal ulong RecursionMisses;
    [FieldOffset(216)] internal uint VerifiedInstructions;
}

/// <summary>What the kernel tells about a loaded program.</summary>
/// <param name="Id">Number, as <c>bpftool prog</c> shows it.</param>
/// <param name="InstructionCount">Slots after the kernel's own rewriting.</param>
/// <param name="MachineCodeBytes">Bytes of machine code, 0 when interpreted.</param>
/// <param name="VerifiedInstructions">Steps that the verifier took (5.16), 0 on older kernels.</param>
/// <param name="RunCount">Runs while statistics were on.</param>
/// <param name="RunTimeNanoseconds">Time in the program while statistics were on, ns.</param>
/// <param name="RecursionMisses">Hits lost because the program was already running on the CPU (5.12).</param>
public readonly record struct ProgramInfo(
    uint Id, int InstructionCount, int MachineCodeBytes, uint VerifiedInstructions, ulong RunCount, ulong RunTimeNanoseconds,
    ulong RecursionMisses);
