namespace Borescope.Links;

/// <summary>A walk over kernel objects (5.8): the program runs once for each object while somebody reads.</summary>
/// <param name="Kind">Kind of objects: <c>task</c>, <c>task_file</c>, <c>bpf_map</c>.</param>
/// <param name="BtfId">BTF id of the kernel function <c>bpf_iter_KIND</c>.</param>
public sealed record IteratorRequest(string Kind, uint BtfId) : ProbeRequest
{
    /// <inheritdoc/>
    public override string Describe() => $"iter:{Kind}";
}
