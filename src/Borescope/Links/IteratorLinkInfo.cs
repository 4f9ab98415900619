using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>A link to an iterator.</summary>
/// <param name="Id">Number.</param>
/// <param name="ProgramId">Number of the program.</param>
/// <param name="Kind">Kind of objects: <c>task</c>, <c>bpf_map_elem</c>.</param>
/// <param name="MapId">The map whose elements are walked, 0 for other kinds.</param>
/// <param name="ThreadId">The thread that a walk over tasks is limited to, 0 for none (6.1).</param>
/// <param name="ProcessId">The process that a walk over tasks is limited to, 0 for none (6.1).</param>
public sealed record IteratorLinkInfo(uint Id, uint ProgramId, string Kind, uint MapId, uint ThreadId, uint ProcessId) : LinkInfo(Id, BpfLinkType.Iterator, ProgramId)
{
    /// <inheritdoc/>
    public override string Target => $"iter:{Kind}";
}
