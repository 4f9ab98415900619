using System.Collections.Generic;
using Borescope.Script.Syntax;

namespace Borescope.Script.Headers;

/// <summary>What came of a macro at a place where a script uses it.</summary>
/// <param name="Tokens">What stands there instead; each has the span of the use.</param>
/// <param name="End">Where the text goes on.</param>
internal sealed record MacroUse(IReadOnlyList<Token> Tokens, int End);
