using Borescope.Btf;

namespace Borescope.Objects.Relocation;

/// <summary>One step of a field access: a member, or an element.</summary>
/// <param name="Type">The structure whose member it is, or the type of the element.</param>
/// <param name="Index">Position of the member, element or enumerator.</param>
/// <param name="IsNamed">Whether it is a member or enumerator rather than an element.</param>
internal readonly record struct CoreStep(BtfType Type, int Index, bool IsNamed);
