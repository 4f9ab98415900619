namespace Borescope.Script.Semantics.Model;

/// <summary>A function symbol of an ELF file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its virtual address in the file.</param>
/// <param name="Size">Its size in bytes; 0 when the file does not say.</param>
/// <param name="FileOffset">Bytes from the start of the file; 0 when not known.</param>
public readonly record struct UserSymbol(string Name, ulong Address, ulong Size, ulong FileOffset = 0);
