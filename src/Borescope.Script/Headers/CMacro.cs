using System.Collections.Generic;

namespace Borescope.Script.Headers;

/// <summary>A macro of the C preprocessor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Names of its parameters; null for one without parentheses.</param>
/// <param name="IsVariadic">Whether the last parameter takes all further arguments.</param>
/// <param name="Body">What stands for it.</param>
/// <param name="IsPredefined">Defined before any header was read.</param>
internal sealed record CMacro(string Name, IReadOnlyList<string>? Parameters, bool IsVariadic, IReadOnlyList<CToken> Body, bool IsPredefined = false);
