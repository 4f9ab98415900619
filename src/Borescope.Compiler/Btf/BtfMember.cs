namespace Borescope.Compiler.Btf;

/// <summary>A member of a struct or union, or a parameter of a function (offset unused).</summary>
/// <param name="Name">Name; empty for an anonymous one.</param>
/// <param name="TypeId">Its type.</param>
/// <param name="BitOffset">Offset from the start in bits.</param>
/// <param name="BitSize">Width of a bit field; 0 for a whole member.</param>
public readonly record struct BtfMember(string Name, int TypeId, int BitOffset = 0, int BitSize = 0);
