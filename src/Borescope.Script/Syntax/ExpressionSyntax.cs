using System.Collections.Generic;

namespace Borescope.Script.Syntax;

/// <summary>An expression.</summary>
public abstract record ExpressionSyntax(TextSpan Span) : SyntaxNode(Span);

/// <summary>An integer or duration (nanoseconds).</summary>
public sealed record IntegerSyntax(TextSpan Span, ulong Value) : ExpressionSyntax(Span);

/// <summary><c>true</c>, <c>false</c>.</summary>
public sealed record BoolSyntax(TextSpan Span, bool Value) : ExpressionSyntax(Span);

/// <summary>A string literal; <see cref="Text"/> is unescaped.</summary>
public sealed record StringSyntax(TextSpan Span, string Text) : ExpressionSyntax(Span);

/// <summary><c>$x</c>; the name has its <c>$</c>.</summary>
public sealed record VariableSyntax(TextSpan Span, string Name) : ExpressionSyntax(Span);

/// <summary><c>@m</c>, <c>@m[k]</c>, <c>@m[a, b]</c> (the key is then a tuple); the name has its <c>@</c>.</summary>
public sealed record MapSyntax(TextSpan Span, string Name, ExpressionSyntax? Key) : ExpressionSyntax(Span);

/// <summary><c>$1</c>.</summary>
public sealed record ParameterSyntax(TextSpan Span, int Number) : ExpressionSyntax(Span);

/// <summary><c>$#</c>.</summary>
public sealed record ParameterCountSyntax(TextSpan Span) : ExpressionSyntax(Span);

/// <summary>A bare name: a builtin, an enum value, a <c>#define</c>, a macro or its parameter.</summary>
public sealed record IdentifierSyntax(TextSpan Span, string Name) : ExpressionSyntax(Span);

/// <summary><c>f(a, b)</c>.</summary>
/// <param name="NameSpan">The name alone.</param>
public sealed record CallSyntax(TextSpan Span, TextSpan NameSpan, string Name, IReadOnlyList<ExpressionSyntax> Arguments) : ExpressionSyntax(Span);

/// <summary><c>-x !x ~x *x &amp;x ++x --x</c>, and <c>x++ x--</c> (then <see cref="IsPostfix"/>).</summary>
/// <param name="Operator">As written.</param>
public sealed record UnarySyntax(TextSpan Span, string Operator, ExpressionSyntax Operand, bool IsPostfix = false) : ExpressionSyntax(Span);

/// <summary><c>a op b</c>.</summary>
/// <param name="Operator">As written.</param>
/// <param name="OperatorSpan">The operator alone.</param>
public sealed record BinarySyntax(TextSpan Span, string Operator, TextSpan OperatorSpan, ExpressionSyntax Left, ExpressionSyntax Right) : ExpressionSyntax(Span);

/// <summary><c>c ? a : b</c>; <c>c ?: b</c> when <see cref="WhenTrue"/> is null.</summary>
public sealed record ConditionalSyntax(TextSpan Span, ExpressionSyntax Condition, ExpressionSyntax? WhenTrue, ExpressionSyntax WhenFalse) : ExpressionSyntax(Span);

/// <summary><c>(T)e</c>.</summary>
public sealed record CastSyntax(TextSpan Span, TypeSyntax Type, ExpressionSyntax Operand) : ExpressionSyntax(Span);

/// <summary><c>e.name</c>, <c>e->name</c>, <c>t.0</c> (the name is then digits).</summary>
/// <param name="NameSpan">The name alone.</param>
public sealed record FieldSyntax(TextSpan Span, ExpressionSyntax Base, string Name, TextSpan NameSpan) : ExpressionSyntax(Span);

/// <summary><c>e[i]</c> of something that is no map.</summary>
public sealed record IndexSyntax(TextSpan Span, ExpressionSyntax Base, ExpressionSyntax Index) : ExpressionSyntax(Span);

/// <summary><c>(a, b)</c>, <c>(a,)</c>, <c>()</c>, and records <c>(x=a, y=b)</c>.</summary>
/// <param name="Names">Names of a record's elements, null for a tuple.</param>
public sealed record TupleSyntax(TextSpan Span, IReadOnlyList<ExpressionSyntax> Elements, IReadOnlyList<string>? Names) : ExpressionSyntax(Span);

/// <summary><c>sizeof(T)</c>, <c>sizeof(e)</c>, and <c>typeof(T)</c> or <c>typeof(e)</c> handed to a macro.</summary>
/// <param name="Type">The operand when it is a type.</param>
/// <param name="Operand">The operand when it is an expression.</param>
public sealed record SizeOfSyntax(TextSpan Span, TypeSyntax? Type, ExpressionSyntax? Operand) : ExpressionSyntax(Span);

/// <summary><c>offsetof(T, a.b)</c>, <c>offsetof(e, a.b)</c>.</summary>
/// <param name="Type">The operand when it is a type.</param>
/// <param name="Operand">The operand when it is an expression.</param>
/// <param name="Path">Member names, outermost first.</param>
/// <param name="PathSpan">The members alone.</param>
public sealed record OffsetOfSyntax(TextSpan Span, TypeSyntax? Type, ExpressionSyntax? Operand, IReadOnlyList<string> Path, TextSpan PathSpan) : ExpressionSyntax(Span);

/// <summary>A type where an expression stands: <c>typeof(e)</c> as macro argument.</summary>
public sealed record TypeExpressionSyntax(TextSpan Span, TypeSyntax Type) : ExpressionSyntax(Span);

/// <summary><c>{ s; s; e }</c>.</summary>
/// <param name="Value">The last item without <c>;</c>; null when there is none.</param>
public sealed record BlockExpressionSyntax(TextSpan Span, IReadOnlyList<StatementSyntax> Statements, ExpressionSyntax? Value) : ExpressionSyntax(Span);

/// <summary><c>if c { a } else { b }</c> as a value.</summary>
public sealed record IfExpressionSyntax(TextSpan Span, ExpressionSyntax Condition, ExpressionSyntax Then, ExpressionSyntax Else) : ExpressionSyntax(Span);

/// <summary><c>comptime e</c>.</summary>
public sealed record ComptimeSyntax(TextSpan Span, ExpressionSyntax Operand) : ExpressionSyntax(Span);

/// <summary>Stands where an expression was expected and none was found; an error has been reported.</summary>
public sealed record MissingSyntax(TextSpan Span) : ExpressionSyntax(Span);
