using System.Collections.Generic;

namespace Borescope.Script.Syntax;

/// <summary>The body of a C struct, union or enum written in the script.</summary>
/// <param name="Name">Tag; empty when anonymous.</param>
public abstract record TagBodySyntax(TextSpan Span, TagKind Kind, string Name) : SyntaxNode(Span);

/// <summary><c>struct name { members }</c> or a union.</summary>
public sealed record StructBodySyntax(TextSpan Span, TagKind Kind, string Name, IReadOnlyList<MemberSyntax> Members, bool IsPacked, ExpressionSyntax? Alignment = null) : TagBodySyntax(Span, Kind, Name);

/// <summary><c>enum name { A, B = 2 }</c>.</summary>
public sealed record EnumBodySyntax(TextSpan Span, string Name, IReadOnlyList<EnumeratorSyntax> Members) : TagBodySyntax(Span, TagKind.Enum, Name);

/// <summary>A member of a struct or union.</summary>
/// <param name="Name">Empty for an anonymous struct or union.</param>
/// <param name="Type">Its type; the tag's name is empty when <paramref name="Definition"/> has none.</param>
/// <param name="Definition">The struct, union or enum defined in place; else null.</param>
/// <param name="Bits">Width of a bit field.</param>
/// <param name="Alignment">Bytes of <c>__attribute__((aligned(n)))</c>.</param>
public sealed record MemberSyntax(TextSpan Span, string Name, TypeSyntax Type, TagBodySyntax? Definition, ExpressionSyntax? Bits, ExpressionSyntax? Alignment = null) : SyntaxNode(Span);

/// <summary>A name of an enum.</summary>
public sealed record EnumeratorSyntax(TextSpan Span, string Name, ExpressionSyntax? Value) : SyntaxNode(Span);
