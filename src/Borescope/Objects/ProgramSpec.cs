using System.Collections.Generic;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;

namespace Borescope.Objects;

/// <summary>Description of a program; plain values, no descriptors.</summary>
public sealed record ProgramSpec
{
    /// <summary>Name that programs are found by. The kernel sees at most 15 characters of it.</summary>
    public required string Name { get; init; }

    /// <summary>Type.</summary>
    public required BpfProgramType Type { get; init; }

    /// <summary>Code; places that name maps are filled in when loading.</summary>
    public required IReadOnlyList<BpfInstruction> Instructions { get; init; }

    /// <summary>Places in the code that name maps.</summary>
    public IReadOnlyList<BpfRelocation> Relocations { get; init; } = [];

    /// <summary>Functions, the program itself first; needed when there are callbacks.</summary>
    public IReadOnlyList<BpfFunctionInfo> Functions { get; init; } = [];

    /// <summary>Sources by instruction; verifier errors are reported at them.</summary>
    public IReadOnlyList<BpfLineInfo> Lines { get; init; } = [];

    /// <summary>Attach type that the verifier must know; multi links and tracing programs need it.</summary>
    public BpfAttachType ExpectedAttachType { get; init; }

    /// <summary>BTF id of the traced function or tracepoint typedef, for programs of type Tracing.</summary>
    public uint AttachBtfId { get; init; }

    /// <summary>Module whose BTF holds <see cref="AttachBtfId"/>, null for the kernel itself.</summary>
    public string? AttachModule { get; init; }

    /// <summary>BPF_F_* flags of loading; 1 &lt;&lt; 4 makes a program sleepable.</summary>
    public uint Flags { get; init; }

    /// <summary>Takes over what the compiler made.</summary>
    public static ProgramSpec FromCompiled(CompiledProgram program) => new()
    {
        Name = program.Name,
        Type = program.ProgramType,
        Instructions = program.Instructions,
        Relocations = program.Relocations,
        Functions = program.Functions,
        Lines = program.Lines,
    };
}
