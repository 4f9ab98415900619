namespace Borescope.Symbols;

/// <summary>What is known about an address.</summary>
/// <param name="Name">Function; empty when none is known.</param>
/// <param name="Offset">Bytes behind the function's start.</param>
/// <param name="Module">Kernel module, or path of the mapped file as the process sees it (also <c>[vdso]</c>); empty when unknown.</param>
public readonly record struct AddressName(string Name, ulong Offset, string Module);
