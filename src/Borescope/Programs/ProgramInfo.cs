using System;
using System.Collections.Generic;
using Borescope.Compiler;

namespace Borescope.Programs;

/// <summary>What the kernel tells about a loaded program.</summary>
/// <param name="Id">Number, as <c>bpftool prog</c> shows it.</param>
/// <param name="InstructionCount">Slots after the kernel's own rewriting.</param>
/// <param name="MachineCodeBytes">Bytes of machine code, 0 when interpreted.</param>
/// <param name="VerifiedInstructions">Steps that the verifier took (5.16), 0 on older kernels.</param>
/// <param name="RunCount">Runs while statistics were on (5.1); see <see cref="ProgramStatistics"/>.</param>
/// <param name="RunTimeNanoseconds">Time in the program while statistics were on, ns (5.1).</param>
/// <param name="RecursionMisses">Hits lost because the program was already running on the CPU (5.12).</param>
public readonly record struct ProgramInfo(
    uint Id, int InstructionCount, int MachineCodeBytes, uint VerifiedInstructions, ulong RunCount, ulong RunTimeNanoseconds,
    ulong RecursionMisses)
{
    /// <summary>Name that the kernel keeps, at most 15 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>Type.</summary>
    public BpfProgramType Type { get; init; }

    /// <summary>Hash of the code, 16 hexadecimal digits.</summary>
    public string Tag { get; init; } = "";

    /// <summary>When it was loaded, as time since boot.</summary>
    public TimeSpan LoadedAt { get; init; }

    /// <summary>User who loaded it.</summary>
    public uint UserId { get; init; }

    /// <summary>Numbers of the maps that it uses.</summary>
    public IReadOnlyList<uint> MapIds { get; init; } = [];

    /// <summary>Number of its types, 0 for none.</summary>
    public uint TypesId { get; init; }

    /// <summary>Average time of a run, ns; 0 without runs.</summary>
    public double NanosecondsPerRun => RunCount == 0 ? 0 : (double)RunTimeNanoseconds / RunCount;
}
