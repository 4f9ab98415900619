namespace Borescope.Compiler;

/// <summary>A place in the code that names something only the loader knows.</summary>
/// <param name="InstructionIndex">Slot of the instruction (the first slot of an ld_imm64).</param>
/// <param name="Kind">What to fill in.</param>
/// <param name="Symbol">Name of the map or kernel function.</param>
/// <param name="Addend">Byte offset into the map's value for <see cref="BpfRelocationKind.MapValue"/>, already in the code.</param>
public readonly record struct BpfRelocation(int InstructionIndex, BpfRelocationKind Kind, string Symbol, int Addend);
