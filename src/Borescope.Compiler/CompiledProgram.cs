using System.Collections.Generic;

using Borescope.Compiler.Instructions;

namespace Borescope.Compiler;

/// <summary>Code of one program, sub-programs behind it.</summary>
public sealed class CompiledProgram
{
    internal CompiledProgram(
        string name,
        BpfProgramType programType,
        BpfInstruction[] instructions,
        IReadOnlyList<BpfRelocation> relocations,
        IReadOnlyList<BpfFunctionInfo> functions,
        IReadOnlyList<BpfLineInfo> lines,
        int scratchSize,
        int stackSize)
    {
        Name = name;
        ProgramType = programType;
        Instructions = instructions;
        Relocations = relocations;
        Functions = functions;
        Lines = lines;
        ScratchSize = scratchSize;
        StackSize = stackSize;
    }

    /// <summary>Name of the program.</summary>
    public string Name { get; }

    /// <summary>Type of the program.</summary>
    public BpfProgramType ProgramType { get; }

    /// <summary>Slots; calls between functions are resolved, maps and kernel functions are not.</summary>
    public BpfInstruction[] Instructions { get; }

    /// <summary>What the loader fills in.</summary>
    public IReadOnlyList<BpfRelocation> Relocations { get; }

    /// <summary>Functions in order of their first slot; the first is the program.</summary>
    public IReadOnlyList<BpfFunctionInfo> Functions { get; }

    /// <summary>Sources in order of slots; empty when the program carries no locations.</summary>
    public IReadOnlyList<BpfLineInfo> Lines { get; }

    /// <summary>Bytes of per-CPU scratch this program uses; 0 for none.</summary>
    public int ScratchSize { get; }

    /// <summary>Bytes of stack the program's deepest call chain uses.</summary>
    public int StackSize { get; }
}
