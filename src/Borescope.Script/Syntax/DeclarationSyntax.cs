using System.Collections.Generic;

namespace Borescope.Script.Syntax;

/// <summary>Something at the top level of a script.</summary>
public abstract record DeclarationSyntax(TextSpan Span) : SyntaxNode(Span);

/// <summary><c>#include &lt;x.h></c>.</summary>
public sealed record IncludeSyntax(TextSpan Span, string Path) : DeclarationSyntax(Span);

/// <summary><c>#define NAME value</c>.</summary>
/// <param name="Value">The value as an expression; null when it is none.</param>
public sealed record DefineSyntax(TextSpan Span, string Name, ExpressionSyntax? Value) : DeclarationSyntax(Span)
{
    /// <summary>Names of its parameters; null without parentheses. With parameters it has been replaced wherever it is used.</summary>
    public IReadOnlyList<string>? Parameters { get; init; }
}

/// <summary><c>#undef NAME</c>.</summary>
public sealed record UndefSyntax(TextSpan Span, string Name) : DeclarationSyntax(Span);

/// <summary>A C definition of a struct, union or enum.</summary>
public sealed record TagDefinitionSyntax(TextSpan Span, TagBodySyntax Definition) : DeclarationSyntax(Span);

/// <summary><c>typedef T name;</c>.</summary>
public sealed record TypedefSyntax(TextSpan Span, string Name, TypeSyntax Type, TagBodySyntax? Definition) : DeclarationSyntax(Span);

/// <summary><c>config = { k = v; }</c>.</summary>
public sealed record ConfigSyntax(TextSpan Span, IReadOnlyList<ConfigAssignmentSyntax> Assignments) : DeclarationSyntax(Span);

/// <summary><c>k = v</c> in the config block.</summary>
public sealed record ConfigAssignmentSyntax(TextSpan Span, string Name, TextSpan NameSpan, ExpressionSyntax Value) : SyntaxNode(Span);

/// <summary><c>import "x"</c>.</summary>
public sealed record ImportSyntax(TextSpan Span, string Path) : DeclarationSyntax(Span);

/// <summary><c>let @m = hash(100);</c>.</summary>
public sealed record MapDeclarationSyntax(TextSpan Span, string Name, string Kind, TextSpan KindSpan, ExpressionSyntax? MaxEntries) : DeclarationSyntax(Span);

/// <summary>Kinds of macro parameters.</summary>
public enum MacroParameterKind
{
    /// <summary><c>id</c>: any expression, pasted at every use.</summary>
    Expression,

    /// <summary><c>$v</c>: a variable, which the macro may change.</summary>
    Variable,

    /// <summary><c>@m</c>: a map.</summary>
    Map,
}

/// <summary>A parameter of a macro; the name has its <c>$</c> or <c>@</c>.</summary>
public sealed record MacroParameterSyntax(TextSpan Span, MacroParameterKind Kind, string Name) : SyntaxNode(Span);

/// <summary><c>macro name(a, $b, @c) { … }</c>.</summary>
public sealed record MacroSyntax(TextSpan Span, string Name, TextSpan NameSpan, IReadOnlyList<MacroParameterSyntax> Parameters, BlockExpressionSyntax Body) : DeclarationSyntax(Span);

/// <summary><c>fn name($a: int64): int64 { … }</c>.</summary>
public sealed record SubprogramSyntax(
    TextSpan Span, string Name, IReadOnlyList<(VariableSyntax Variable, TypeSyntax Type)> Parameters, TypeSyntax? ReturnType, BlockSyntax Body) : DeclarationSyntax(Span);

/// <summary>Attach points, predicate and block of a probe.</summary>
public sealed record ProbeSyntax(TextSpan Span, IReadOnlyList<AttachPointSyntax> AttachPoints, ExpressionSyntax? Predicate, BlockSyntax Body) : DeclarationSyntax(Span);

/// <summary>An attach point as written, cut at its colons; <c>$N</c> is not expanded yet.</summary>
/// <param name="Text">The text as written.</param>
/// <param name="Name">Name given by <c>name=</c> in front; else empty.</param>
public sealed record AttachPointSyntax(TextSpan Span, string Text, string Name, IReadOnlyList<AttachPointPartSyntax> Parts) : SyntaxNode(Span);

/// <summary>A part of an attach point, without its quotes.</summary>
public sealed record AttachPointPartSyntax(TextSpan Span, string Text, bool IsQuoted) : SyntaxNode(Span);
