namespace Borescope.Objects;

/// <summary>An element that a map of maps or a program array starts with.</summary>
/// <param name="Index">Index of the element.</param>
/// <param name="Name">Name of the map, or of the program.</param>
public readonly record struct MapEntry(uint Index, string Name);
