using System.Collections.Generic;

namespace Borescope.Script.Syntax;

/// <summary>A parsed script.</summary>
/// <param name="Source">Its text.</param>
/// <param name="Declarations">Everything at the top level, in order.</param>
public sealed record SyntaxTree(ScriptSource Source, IReadOnlyList<DeclarationSyntax> Declarations)
{
    /// <summary>What of included headers was not understood, and left out. It matters when the script needs it.</summary>
    public IReadOnlyList<Diagnostics.Diagnostic> HeaderProblems { get; init; } = [];
}
