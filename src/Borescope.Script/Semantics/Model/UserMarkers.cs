using System.Collections.Generic;
using Borescope.Symbols;

namespace Borescope.Script.Semantics.Model;

/// <summary>Static markers of a program or library.</summary>
/// <param name="Path">Absolute path of the file; as asked for when there is none.</param>
/// <param name="Sites">The sites found; empty with a problem.</param>
/// <param name="Notes">What the user should know about them.</param>
/// <param name="Problem">Why there are none, and what to do; null when there are some.</param>
public sealed record UserMarkers(string Path, IReadOnlyList<UsdtSite> Sites, IReadOnlyList<string> Notes, string? Problem);
