namespace Borescope.Script.Semantics;

/// <summary>A parameter that the script reads with <c>getopt()</c>.</summary>
/// <param name="Name">Its name, given as <c>--name=value</c>.</param>
/// <param name="Default">Its default as text; <c>false</c> without one.</param>
/// <param name="Help">What it does.</param>
public sealed record NamedParameter(string Name, string Default, string Help);
