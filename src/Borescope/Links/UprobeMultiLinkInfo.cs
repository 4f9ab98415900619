using System.Collections.Generic;
using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>A link to many places in a file. Kernels before 6.8 tell nothing.</summary>
/// <param name="Id">Number.</param>
/// <param name="ProgramId">Number of the program.</param>
/// <param name="IsReturn">Whether it runs when the functions return.</param>
/// <param name="Path">The file.</param>
/// <param name="Places">Places with their cookies and reference counters.</param>
/// <param name="ProcessId">The process that it is limited to, 0 for none.</param>
public sealed record UprobeMultiLinkInfo(uint Id, uint ProgramId, bool IsReturn, string Path, IReadOnlyList<UserTarget> Places, int ProcessId)
    : LinkInfo(Id, BpfLinkType.UprobeMulti, ProgramId)
{
    /// <inheritdoc/>
    public override string Target => $"{(IsReturn ? "uretprobe" : "uprobe")} on {Places.Count} places of {Path}";
}
