using Borescope.Compiler;
using Borescope.Kernel;
using Borescope.Objects;

namespace Borescope.Links;

/// <summary>How a request will be carried out. It is made before the program is loaded, because the verifier must know the attach type.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Mechanism">What was chosen.</param>
/// <param name="Reason">Why, for <c>-v</c>.</param>
/// <param name="ProgramType">Type that the program must have.</param>
public sealed record AttachPlan(ProbeRequest Request, AttachMechanism Mechanism, string Reason, BpfProgramType ProgramType)
{
    /// <summary>Attach type that the program must be loaded for.</summary>
    public BpfAttachType ExpectedAttachType { get; init; }

    /// <summary>Traced function or typedef, for programs of type Tracing.</summary>
    public uint AttachBtfId { get; init; }

    /// <summary>Module of <see cref="AttachBtfId"/>, null for the kernel itself.</summary>
    public string? AttachModule { get; init; }

    /// <summary>What <see cref="AttachBtfId"/> is found by when it is 0: a name, with <c>module:</c> before it where needed. Empty to leave what the program says.</summary>
    public string AttachTarget { get; init; } = "";

    /// <summary>Number of the BPF program that is traced, 0 for the kernel itself.</summary>
    public uint AttachProgramId { get; init; }

    /// <summary>One line for <c>-v</c>.</summary>
    public string Text => $"{Request.Describe()}: {Mechanism.Describe()} ({Reason})";

    /// <summary>The program's specification, made fit for this plan.</summary>
    public ProgramSpec Apply(ProgramSpec program) => program with
    {
        Type = ProgramType,
        ExpectedAttachType = ExpectedAttachType,
        AttachBtfId = AttachBtfId != 0 || AttachTarget.Length > 0 ? AttachBtfId : program.AttachBtfId,
        AttachModule = AttachModule ?? (AttachTarget.Length > 0 || AttachBtfId != 0 ? null : program.AttachModule),
        AttachTarget = AttachTarget.Length > 0 ? AttachTarget : program.AttachTarget,
        AttachProgramId = AttachProgramId != 0 ? AttachProgramId : program.AttachProgramId,
    };
}
