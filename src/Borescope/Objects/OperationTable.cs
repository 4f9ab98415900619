using System.Collections.Generic;

namespace Borescope.Objects;

/// <summary>A table of kernel operations as the object defines it: which programs stand for which members, and the plain values beside them.</summary>
/// <param name="Section"><c>.struct_ops</c>, or <c>.struct_ops.link</c> for tables that a link attaches; a question mark before it makes the table optional.</param>
/// <param name="Name">Name of the variable.</param>
/// <param name="TypeId">The structure, in the object's BTF.</param>
/// <param name="Value">The bytes; pointers to programs are zero.</param>
/// <param name="Members">Programs by the offset of their member in bytes.</param>
internal sealed record OperationTable(string Section, string Name, uint TypeId, byte[] Value, IReadOnlyList<MapEntry> Members);
