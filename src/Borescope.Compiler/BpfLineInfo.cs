namespace Borescope.Compiler;

/// <summary>Source of the instructions from a slot on, for line_info (<c>struct bpf_line_info</c>).</summary>
/// <param name="InstructionIndex">First slot it holds for.</param>
/// <param name="Location">The place in the source.</param>
/// <param name="FileNameOffset">Offset of the file name in the module's BTF strings; 0 without BTF.</param>
/// <param name="LineTextOffset">Offset of the line's text in the module's BTF strings; 0 without BTF.</param>
public readonly record struct BpfLineInfo(int InstructionIndex, SourceLocation Location, int FileNameOffset, int LineTextOffset)
{
    /// <summary>Line and column as the kernel packs them: line in the upper 22 bits, column in the lower 10.</summary>
    public uint LineColumn => ((uint)Location.Line << 10) | (uint)(Location.Column > 1023 ? 1023 : Location.Column);
}
