using Borescope.Maps;

namespace Borescope.Links;

/// <summary>A walk over kernel objects (5.8): the program runs once for each object while somebody reads.</summary>
/// <param name="Kind">Kind of objects: <c>task</c>, <c>task_file</c>, <c>bpf_map</c>, <c>bpf_map_elem</c>.</param>
/// <param name="BtfId">BTF id of the kernel function <c>bpf_iter_KIND</c>; 0 to find it when the program is loaded.</param>
public sealed record IteratorRequest(string Kind, uint BtfId = 0) : ProbeRequest
{
    /// <summary>For <c>bpf_map_elem</c>: the map whose elements are walked; it must be open when the program is attached.</summary>
    public BpfMap? Map { get; init; }

    /// <summary>For tasks and what belongs to them: the process to keep to (6.1), 0 for all.</summary>
    public int ProcessId { get; init; }

    /// <summary>For tasks and what belongs to them: the one thread to keep to (6.1), 0 for all.</summary>
    public int ThreadId { get; init; }

    /// <summary>For <c>cgroup</c>: folder of the control group where the walk begins (6.1), null for the topmost.</summary>
    public string? CgroupPath { get; init; }

    /// <summary>For <c>cgroup</c>: in which order groups are walked.</summary>
    public CgroupOrder CgroupOrder { get; init; } = CgroupOrder.ParentsFirst;

    /// <inheritdoc/>
    public override string Describe() => $"iter:{Kind}";
}
