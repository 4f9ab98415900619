using System.Collections.Generic;

namespace Borescope.Script.Syntax;

/// <summary>A parsed script.</summary>
/// <param name="Source">Its text.</param>
/// <param name="Declarations">Everything at the top level, in order.</param>
public sealed record SyntaxTree(ScriptSource Source, IReadOnlyList<DeclarationSyntax> Declarations)
{
    /// <summary>What of included headers was not understood, and left out. It matters when the script needs it.</summary>
    public IReadOnlyList<Diagnostics.Diagnostic> HeaderProblems { get; init; } = [];

    /// <summary>C code whose functions the script calls.</summary>
    public IReadOnlyList<CodeImport> CodeImports { get; init; } = [];

    /// <summary>Files of its own that the script needs: what it imports, and headers that are not the system's.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}

/// <summary>An import of C code: a source (<c>.bpf.c</c>) or the object that clang made of one (<c>.bpf.o</c>).</summary>
/// <param name="Path">Full path.</param>
/// <param name="Span">Where it is imported.</param>
public sealed record CodeImport(string Path, TextSpan Span);
