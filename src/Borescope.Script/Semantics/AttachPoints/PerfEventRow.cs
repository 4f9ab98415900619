namespace Borescope.Script.Semantics.AttachPoints;

/// <summary>A software or hardware event.</summary>
/// <param name="Name">Its long name: <c>page-faults</c>.</param>
/// <param name="Alias">Its short name, or empty.</param>
/// <param name="Config">Its number in the perf interface (PERF_COUNT_SW_*, PERF_COUNT_HW_*).</param>
/// <param name="Period">Events between two hits when the attach point names no period.</param>
internal readonly record struct PerfEventRow(string Name, string Alias, uint Config, ulong Period);
