using System.Collections.Generic;

namespace Borescope.Script.Headers;

/// <summary>A logical line: tokens of a line and of those it goes on in.</summary>
/// <param name="Number">First line, from 1.</param>
/// <param name="Tokens">Without comments.</param>
internal readonly record struct CLine(int Number, IReadOnlyList<CToken> Tokens)
{
    /// <summary>Whether it is a directive.</summary>
    public bool IsDirective => Tokens.Count > 0 && Tokens[0].Is("#");
}
