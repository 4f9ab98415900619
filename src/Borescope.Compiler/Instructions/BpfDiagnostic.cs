namespace Borescope.Compiler.Instructions;

/// <summary>A slot that is no instruction, and why.</summary>
/// <param name="InstructionIndex">The slot; for text the line, from 1.</param>
/// <param name="Message">Why.</param>
public readonly record struct BpfDiagnostic(int InstructionIndex, string Message);
