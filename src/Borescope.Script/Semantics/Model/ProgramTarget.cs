namespace Borescope.Script.Semantics.Model;

/// <summary>A function of a loaded BPF program.</summary>
/// <param name="ProgramId">Number of the program.</param>
/// <param name="Function">The function: the program's main function or a subprogram.</param>
/// <param name="BtfId">Number of its FUNC in the program's types.</param>
/// <param name="IsTracing">Whether the program traces something itself: kernels before 6.8 let none of those be traced.</param>
public readonly record struct ProgramTarget(uint ProgramId, string Function, uint BtfId, bool IsTracing);
