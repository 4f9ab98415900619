namespace Borescope.Script.Output;

/// <summary>An address turned into a name.</summary>
/// <param name="Name">Function.</param>
/// <param name="Offset">Bytes behind its start.</param>
/// <param name="Module">Kernel module without brackets, or path of the mapped file; empty for the kernel itself or when unknown.</param>
public readonly record struct ResolvedSymbol(string Name, ulong Offset, string Module = "");
