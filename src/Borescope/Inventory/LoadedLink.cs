namespace Borescope.Inventory;

/// <summary>A link that exists in the kernel, whoever made it.</summary>
/// <param name="Id">Number of the kernel; never used again while it runs.</param>
/// <param name="Type">What kind of link: raw_tracepoint, tracing, iter, perf_event, kprobe_multi …</param>
/// <param name="ProgramId">Number of the program that runs.</param>
public sealed record LoadedLink(uint Id, string Type, uint ProgramId);
