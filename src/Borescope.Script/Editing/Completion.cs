using Borescope.Script.Syntax;

namespace Borescope.Script.Editing;

/// <summary>Something that can be written at a place.</summary>
/// <param name="Label">What is shown.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Detail">Type or signature, one line; may be empty.</param>
/// <param name="Documentation">What it does; may be empty.</param>
/// <param name="Text">What is written instead of <paramref name="Replaced"/>.</param>
/// <param name="Replaced">The part of the text that it replaces.</param>
public sealed record Completion(string Label, CompletionKind Kind, string Detail, string Documentation, string Text, TextSpan Replaced);
