namespace Borescope.Kernel;

/// <summary>A function whose entry the kernel can probe.</summary>
/// <param name="Name">Name.</param>
/// <param name="Module">Module, or null for the kernel itself.</param>
/// <param name="Address">Address, or 0 when the list gives none.</param>
public readonly record struct TraceableFunction(string Name, string? Module, ulong Address);
