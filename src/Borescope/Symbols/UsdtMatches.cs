using System.Collections.Generic;

namespace Borescope.Symbols;

/// <summary>Static markers found.</summary>
/// <param name="Path">File that holds them, as this process can open it.</param>
/// <param name="Sites">Their sites, by namespace, name and address; at least one.</param>
/// <param name="Notes">What the user should know: damaged markers that were left out.</param>
public sealed record UsdtMatches(string Path, IReadOnlyList<UsdtSite> Sites, IReadOnlyList<string> Notes);
