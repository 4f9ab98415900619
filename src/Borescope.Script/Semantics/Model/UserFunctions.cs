using System.Collections.Generic;

namespace Borescope.Script.Semantics.Model;

/// <summary>Functions of a program or library.</summary>
/// <param name="Path">Absolute path of the file; as asked for when there is none.</param>
/// <param name="Functions">The functions found; empty with a problem.</param>
/// <param name="Notes">What the user should know about them.</param>
/// <param name="Problem">Why there are none, and what to do; null when there are some.</param>
public sealed record UserFunctions(string Path, IReadOnlyList<UserSymbol> Functions, IReadOnlyList<string> Notes, string? Problem);
