using System;
using Borescope.Compiler;

namespace Borescope.Inventory;

/// <summary>A program that is loaded in the kernel, whoever loaded it.</summary>
/// <param name="Id">Number of the kernel; never used again while it runs.</param>
/// <param name="Type">Type.</param>
/// <param name="Name">Name, at most 15 characters.</param>
/// <param name="Tag">Hash of the code, 16 hexadecimal digits.</param>
/// <param name="Instructions">Slots after the kernel's own rewriting.</param>
/// <param name="MachineCodeBytes">Bytes of machine code, 0 when interpreted.</param>
/// <param name="LoadedAt">When it was loaded, as time since boot.</param>
/// <param name="UserId">User who loaded it.</param>
/// <param name="MapIds">Numbers of the maps it uses.</param>
/// <param name="TypesId">Number of its types, 0 for none.</param>
/// <param name="RunCount">Runs while statistics were on (5.1).</param>
/// <param name="RunTime">Time spent in it while statistics were on (5.1).</param>
/// <param name="RecursionMisses">Hits lost because it was already running on the CPU (5.12).</param>
/// <param name="VerifierSteps">Instructions that the verifier walked over (5.16).</param>
public sealed record LoadedProgram(
    uint Id, BpfProgramType Type, string Name, string Tag, int Instructions, int MachineCodeBytes, TimeSpan LoadedAt, uint UserId, uint[] MapIds, uint TypesId,
    ulong RunCount, TimeSpan RunTime, ulong RecursionMisses, uint VerifierSteps);
