namespace Borescope.Generators.Objects;

/// <summary>A diagnostic before it has a place.</summary>
/// <param name="Id">Id of the rule in <see cref="ObjectRules"/>.</param>
/// <param name="First">First part of the message.</param>
/// <param name="Second">Second part.</param>
internal readonly record struct Finding(string Id, string First, string Second);
