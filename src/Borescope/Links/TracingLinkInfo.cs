using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>A link by trampoline: fentry, fexit, fmod_ret, a security hook.</summary>
/// <param name="Id">Number.</param>
/// <param name="ProgramId">Number of the program.</param>
/// <param name="AttachType">Which of them.</param>
/// <param name="TargetId">Number of the types (BTF) that hold the traced function, or of the traced BPF program.</param>
/// <param name="TargetTypeId">The traced function there.</param>
/// <param name="Cookie">Cookie, 0 when there is none or the kernel does not say (before 6.16).</param>
public sealed record TracingLinkInfo(uint Id, uint ProgramId, BpfAttachType AttachType, uint TargetId, uint TargetTypeId, ulong Cookie)
    : LinkInfo(Id, BpfLinkType.Tracing, ProgramId)
{
    /// <inheritdoc/>
    public override string Target => $"{AttachType} type {TargetTypeId} of {TargetId}";
}
