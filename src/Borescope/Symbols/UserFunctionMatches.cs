using System.Collections.Generic;

namespace Borescope.Symbols;

/// <summary>The places found for a request.</summary>
/// <param name="Path">The file.</param>
/// <param name="Functions">At least one place; for a pattern sorted by name, each file offset once.</param>
/// <param name="Notes">Sentences that the user should see: indirect functions, Go return probes.</param>
public sealed record UserFunctionMatches(string Path, IReadOnlyList<UserFunction> Functions, IReadOnlyList<string> Notes);
