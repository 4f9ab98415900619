namespace Borescope.Programs;

/// <summary>A function of a loaded program: its main function or a subprogram.</summary>
/// <param name="Name">Its whole name, where the kernel's own name of a program ends after 15 characters.</param>
/// <param name="TypeId">Number of its FUNC in the program's types: what a tracing program is attached to.</param>
/// <param name="Instruction">Where it starts, in slots from the start of the program as it was loaded; 0 for the main function.</param>
public sealed record ProgramFunction(string Name, uint TypeId, int Instruction);
