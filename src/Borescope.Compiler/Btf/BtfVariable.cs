namespace Borescope.Compiler.Btf;

/// <summary>A variable in a data section.</summary>
/// <param name="TypeId">Id of the variable (kind <see cref="BtfKind.Variable"/>).</param>
/// <param name="Offset">Byte offset in the section.</param>
/// <param name="Size">Size in bytes.</param>
public readonly record struct BtfVariable(int TypeId, int Offset, int Size);
