namespace Borescope.Objects;

/// <summary>A place in the code that depends on how the running kernel lays out a type (<c>struct bpf_core_relo</c>).</summary>
/// <param name="InstructionIndex">Slot of the instruction.</param>
/// <param name="TypeId">The type as the program knows it, in the object's BTF.</param>
/// <param name="Access">Steps from that type, separated by colons: <c>0:1:2</c>.</param>
/// <param name="Kind">What is asked.</param>
public readonly record struct CoreRelocation(int InstructionIndex, uint TypeId, string Access, CoreRelocationKind Kind);
