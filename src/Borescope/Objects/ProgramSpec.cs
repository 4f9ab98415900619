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

    /// <summary>Places in the code that name maps, kernel functions and other externs.</summary>
    public IReadOnlyList<BpfRelocation> Relocations { get; init; } = [];

    /// <summary>Places in the code that depend on the layout of kernel types.</summary>
    public IReadOnlyList<CoreRelocation> CoreRelocations { get; init; } = [];

    /// <summary>Functions, the program itself first; needed when there are callbacks.</summary>
    public IReadOnlyList<BpfFunctionInfo> Functions { get; init; } = [];

    /// <summary>Sources by instruction; verifier errors are reported at them.</summary>
    public IReadOnlyList<BpfLineInfo> Lines { get; init; } = [];

    /// <summary>Name of the section it came from, empty when it did not come from an object file; writing one needs it, since other loaders know the program by it.</summary>
    public string Section { get; init; } = "";

    /// <summary>How it wants to be attached.</summary>
    public ProgramAttach Attach { get; init; }

    /// <summary>Where it wants to be attached, as the section says it: <c>vfs_read</c>, <c>sched/sched_switch</c>; empty when it does not say.</summary>
    public string AttachTarget { get; init; } = "";

    /// <summary>Whether it is loaded with the rest; a section whose name begins with a question mark says no.</summary>
    public bool AutoLoad { get; init; } = true;

    /// <summary>Attach type that the verifier must know; multi links and tracing programs need it.</summary>
    public BpfAttachType ExpectedAttachType { get; init; }

    /// <summary>BTF id of the traced function or tracepoint typedef, for programs of type Tracing; 0 to find it from <see cref="AttachTarget"/>.</summary>
    public uint AttachBtfId { get; init; }

    /// <summary>Module whose BTF holds <see cref="AttachBtfId"/>, null for the kernel itself.</summary>
    public string? AttachModule { get; init; }

    /// <summary>Number of the BPF program that is traced or replaced, 0 for the kernel itself; <see cref="AttachTarget"/> is a function of it.</summary>
    public uint AttachProgramId { get; init; }

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
