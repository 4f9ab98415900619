namespace Borescope.Symbols;

/// <summary>Which static markers are wanted.</summary>
/// <param name="Target">Path, program or library name as <see cref="BinaryLocator"/> takes it; empty with a process: its program.</param>
/// <param name="Provider">Namespace with <c>*</c>; empty for any.</param>
/// <param name="Name">Marker with <c>*</c>.</param>
public sealed record UsdtRequest(string Target, string Provider, string Name)
{
    /// <summary>Process whose files count, 0 for none.</summary>
    public int ProcessId { get; init; }
}
