using System.Collections.Generic;

namespace Borescope.Script.Syntax;

/// <summary>A parsed script.</summary>
/// <param name="Source">Its text.</param>
/// <param name="Declarations">Everything at the top level, in order.</param>
public sealed record SyntaxTree(ScriptSource Source, IReadOnlyList<DeclarationSyntax> Declarations);
