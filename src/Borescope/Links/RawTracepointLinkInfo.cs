using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>A link to a raw tracepoint, typed or not.</summary>
/// <param name="Id">Number.</param>
/// <param name="ProgramId">Number of the program.</param>
/// <param name="Name">Name of the tracepoint, without category.</param>
/// <param name="Cookie">Cookie, 0 when there is none or the kernel does not say (before 6.16).</param>
public sealed record RawTracepointLinkInfo(uint Id, uint ProgramId, string Name, ulong Cookie) : LinkInfo(Id, BpfLinkType.RawTracepoint, ProgramId)
{
    /// <inheritdoc/>
    public override string Target => $"rawtracepoint:{Name}";
}
