namespace Borescope.Script.Lowering;

/// <summary>One u64 of the counters map.</summary>
/// <param name="Counts">What programs count in it; null for a constant, which they only read.</param>
/// <param name="Initial">What it holds before anything is attached.</param>
public readonly record struct CounterCell(CellCount? Counts, long Initial);
