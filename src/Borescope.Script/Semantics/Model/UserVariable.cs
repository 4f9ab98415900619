namespace Borescope.Script.Semantics.Model;

/// <summary>A symbol of a program or library.</summary>
/// <param name="Address">Its address as the file counts them.</param>
/// <param name="Size">Bytes; 0 when the file does not say.</param>
/// <param name="ProbeAddress">The probe's address as the file counts them.</param>
/// <param name="IsRelocated">Whether the file is loaded anywhere, so that addresses in processes differ.</param>
public sealed record UserVariable(ulong Address, ulong Size, ulong ProbeAddress, bool IsRelocated);
