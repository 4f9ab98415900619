using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>A program whose target the verifier was told when it was loaded: fentry, fexit, fmod_ret, a typed tracepoint, a security hook.</summary>
/// <param name="AttachType">How the program was loaded.</param>
/// <param name="Name">Where, in words: <c>fmod_ret/should_failslab</c>.</param>
public sealed record TracingRequest(BpfAttachType AttachType, string Name) : ProbeRequest
{
    /// <summary>Cookie (6.0), or 0.</summary>
    public ulong Cookie { get; init; }

    /// <inheritdoc/>
    public override string Describe() => Name;
}
