using Borescope.Script.Syntax;

namespace Borescope.Script.Editing;

/// <summary>What there is to say about a place of a script.</summary>
/// <param name="Code">A line or more of code: a type, a signature, a definition.</param>
/// <param name="Text">A sentence or more; may be empty.</param>
/// <param name="Span">The word it is about.</param>
public sealed record Hover(string Code, string Text, TextSpan Span);
