namespace Borescope.Symbols;

/// <summary>A place in a program or library where a uprobe can be set.</summary>
/// <param name="Path">File, openable by this process.</param>
/// <param name="Offset">Bytes from the start of the file: what the kernel wants.</param>
/// <param name="Name">Function, with <c>@VERSION</c> when asked for by version; empty when only an address is known.</param>
/// <param name="Size">Bytes of the function, 0 when the file does not say.</param>
/// <param name="Address">Address before the load bias, as <c>nm</c> prints it.</param>
/// <param name="FunctionOffset">Bytes behind the function's start.</param>
public readonly record struct UserFunction(string Path, ulong Offset, string Name, ulong Size, ulong Address, ulong FunctionOffset = 0);
