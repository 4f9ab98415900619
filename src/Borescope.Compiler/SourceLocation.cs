namespace Borescope.Compiler;

/// <summary>A place in the user's source; it becomes BTF line_info, which the kernel's verifier log quotes.</summary>
/// <param name="File">File name as it shall be quoted.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="LineText">The whole source line.</param>
public readonly record struct SourceLocation(string File, int Line, int Column, string LineText);
