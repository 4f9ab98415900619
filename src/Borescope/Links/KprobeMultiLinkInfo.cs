using System.Collections.Generic;
using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>A link to many kernel functions. Kernels before 6.6 tell no functions.</summary>
/// <param name="Id">Number.</param>
/// <param name="ProgramId">Number of the program.</param>
/// <param name="IsReturn">Whether it runs when the functions return.</param>
/// <param name="Addresses">The functions; zeros where the kernel hides addresses (kernel.kptr_restrict).</param>
/// <param name="Cookies">A cookie for each; zeros where there are none or the kernel does not say (before 6.9).</param>
/// <param name="Missed">Hits missed, null before 6.7.</param>
public sealed record KprobeMultiLinkInfo(
    uint Id, uint ProgramId, bool IsReturn, IReadOnlyList<ulong> Addresses, IReadOnlyList<ulong> Cookies, ulong? Missed)
    : LinkInfo(Id, BpfLinkType.KprobeMulti, ProgramId)
{
    /// <inheritdoc/>
    public override string Target => $"{(IsReturn ? "kretprobe" : "kprobe")} on {Addresses.Count} functions";
}
