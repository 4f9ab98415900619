namespace Borescope.Script.Output;

/// <summary>What a benchmark probe took.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Nanoseconds">Average of one run, as the kernel measured it.</param>
/// <param name="Runs">How many runs there were.</param>
public readonly record struct BenchmarkResult(string Name, long Nanoseconds, int Runs);
