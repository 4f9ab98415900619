namespace Borescope.Compiler;

/// <summary>One function of a program, for func_info (<c>struct bpf_func_info</c>).</summary>
/// <param name="InstructionIndex">First slot of the function.</param>
/// <param name="BtfTypeId">Id of its FUNC type in the module's BTF; 0 without BTF.</param>
/// <param name="Name">Name of the function.</param>
public readonly record struct BpfFunctionInfo(int InstructionIndex, int BtfTypeId, string Name);
