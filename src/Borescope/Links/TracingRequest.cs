using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>A program whose target the verifier is told when it is loaded: fentry, fexit, fmod_ret, a typed tracepoint, a security hook.</summary>
/// <param name="AttachType">How the program is loaded.</param>
/// <param name="Name">Where, in words: <c>fmod_ret/should_failslab</c>.</param>
public sealed record TracingRequest(BpfAttachType AttachType, string Name) : ProbeRequest
{
    /// <summary>Function, tracepoint or hook, with <c>module:</c> before it where it is in one; empty when the program's specification says it.</summary>
    public string Target { get; init; } = "";

    /// <summary>Number of the BPF program whose function <see cref="Target"/> is traced, 0 for the kernel's own.</summary>
    public uint ProgramId { get; init; }

    /// <summary>Cookie (6.0), or 0.</summary>
    public ulong Cookie { get; init; }

    /// <inheritdoc/>
    public override string Describe() => Name;
}
