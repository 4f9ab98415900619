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

    /// <summary>One line for <c>-v</c>.</summary>
    public string Text => $"{Request.Describe()}: {Mechanism.Describe()} ({Reason})";

    /// <summary>The program's specification, made fit for this plan.</summary>
    public ProgramSpec Apply(ProgramSpec program) => program with
    {
        Type = ProgramType,
        ExpectedAttachType = ExpectedAttachType,
        AttachBtfId = AttachBtfId,
        AttachModule = AttachModule,
    };
}
