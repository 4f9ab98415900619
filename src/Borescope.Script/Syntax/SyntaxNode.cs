namespace Borescope.Script.Syntax;

/// <summary>A node of the syntax tree: immutable, knows where it stands.</summary>
public abstract record SyntaxNode(TextSpan Span);
