using System.Collections.Generic;

namespace Borescope.Script.Syntax;

/// <summary>A statement.</summary>
public abstract record StatementSyntax(TextSpan Span) : SyntaxNode(Span);

/// <summary><c>{ … }</c>.</summary>
public sealed record BlockSyntax(TextSpan Span, IReadOnlyList<StatementSyntax> Statements) : StatementSyntax(Span);

/// <summary>An expression for its effect.</summary>
public sealed record ExpressionStatementSyntax(TextSpan Span, ExpressionSyntax Expression) : StatementSyntax(Span);

/// <summary><c>target = e</c>, <c>target op= e</c>.</summary>
/// <param name="Operator">Empty for <c>=</c>, else the binary operator: <c>+</c> for <c>+=</c>.</param>
public sealed record AssignmentSyntax(TextSpan Span, ExpressionSyntax Target, string Operator, ExpressionSyntax Value) : StatementSyntax(Span);

/// <summary><c>let $x: T = e</c>.</summary>
public sealed record LetSyntax(TextSpan Span, VariableSyntax Variable, TypeSyntax? Type, ExpressionSyntax? Initializer) : StatementSyntax(Span);

/// <summary><c>_ = e</c>.</summary>
public sealed record DiscardSyntax(TextSpan Span, ExpressionSyntax Value) : StatementSyntax(Span);

/// <summary><c>if c { } else { }</c>; <c>else if</c> is an if in <see cref="Else"/>.</summary>
public sealed record IfSyntax(TextSpan Span, ExpressionSyntax Condition, BlockSyntax Then, StatementSyntax? Else) : StatementSyntax(Span);

/// <summary><c>while (c) { }</c>.</summary>
public sealed record WhileSyntax(TextSpan Span, ExpressionSyntax Condition, BlockSyntax Body) : StatementSyntax(Span);

/// <summary><c>unroll(n) { }</c>.</summary>
public sealed record UnrollSyntax(TextSpan Span, ExpressionSyntax Count, BlockSyntax Body) : StatementSyntax(Span);

/// <summary><c>for ($kv : @m) { }</c>.</summary>
public sealed record ForMapSyntax(TextSpan Span, VariableSyntax Variable, MapSyntax Map, BlockSyntax Body) : StatementSyntax(Span);

/// <summary><c>for ($i : a..b) { }</c>.</summary>
public sealed record ForRangeSyntax(TextSpan Span, VariableSyntax Variable, ExpressionSyntax Start, ExpressionSyntax End, BlockSyntax Body) : StatementSyntax(Span);

/// <summary><c>return</c>, <c>return e</c>.</summary>
public sealed record ReturnSyntax(TextSpan Span, ExpressionSyntax? Value) : StatementSyntax(Span);

/// <summary><c>break</c>.</summary>
public sealed record BreakSyntax(TextSpan Span) : StatementSyntax(Span);

/// <summary><c>continue</c>.</summary>
public sealed record ContinueSyntax(TextSpan Span) : StatementSyntax(Span);
