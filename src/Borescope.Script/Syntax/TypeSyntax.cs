namespace Borescope.Script.Syntax;

/// <summary>A type as written.</summary>
public abstract record TypeSyntax(TextSpan Span) : SyntaxNode(Span);

/// <summary>What stands in front of a tag.</summary>
public enum TagKind
{
    /// <summary>Nothing: a plain name.</summary>
    None,

    /// <summary><c>struct</c>.</summary>
    Struct,

    /// <summary><c>union</c>.</summary>
    Union,

    /// <summary><c>enum</c>.</summary>
    Enum,
}

/// <summary><c>uint64</c>, <c>size_t</c>, <c>struct task_struct</c>, <c>unsigned long</c> (words joined by one blank).</summary>
public sealed record NamedTypeSyntax(TextSpan Span, TagKind Tag, string Name) : TypeSyntax(Span);

/// <summary><c>T *</c>.</summary>
public sealed record PointerTypeSyntax(TextSpan Span, TypeSyntax Target) : TypeSyntax(Span);

/// <summary><c>T[n]</c>; also <c>string[n]</c>, <c>buffer[n]</c>, <c>inet[n]</c>.</summary>
/// <param name="Length">Null for <c>T[]</c>.</param>
public sealed record ArrayTypeSyntax(TextSpan Span, TypeSyntax Element, ExpressionSyntax? Length) : TypeSyntax(Span);

/// <summary><c>typeof(e)</c> or <c>typeof(T)</c> in the place of a type.</summary>
/// <param name="Type">The type in the parentheses; null when it holds an expression.</param>
/// <param name="Expression">The expression in the parentheses; null when it holds a type.</param>
public sealed record TypeOfSyntax(TextSpan Span, TypeSyntax? Type, ExpressionSyntax? Expression) : TypeSyntax(Span);
