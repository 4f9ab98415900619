using System.Collections.Generic;
using Borescope.Script.Syntax;

namespace Borescope.Script.Binding;

/// <summary>A statement. <see cref="Span"/> is where its source stands (one BPF line_info per statement and call).</summary>
public abstract record BoundStatement(TextSpan Span);

/// <summary><c>{ … }</c>.</summary>
public sealed record BoundBlock(TextSpan Span, IReadOnlyList<BoundStatement> Statements) : BoundStatement(Span);

/// <summary>An expression for its effect.</summary>
public sealed record BoundExpressionStatement(TextSpan Span, BoundExpression Expression) : BoundStatement(Span);

/// <summary><c>let $x = e</c> or the first assignment of <c>$x</c>: starts the variable's life (zero when <see cref="Initializer"/> is null).</summary>
public sealed record BoundVariableDeclaration(TextSpan Span, VariableSymbol Variable, BoundExpression? Initializer) : BoundStatement(Span);

/// <summary><c>$x = e</c>; the value has the variable's type already (conversions are explicit). Compound assignments are written out.</summary>
public sealed record BoundVariableAssignment(TextSpan Span, VariableSymbol Variable, BoundExpression Value) : BoundStatement(Span);

/// <summary><c>@m[k] = e</c>; key and value have the map's types already. For aggregations the value is a <see cref="BoundAggregation"/>.</summary>
public sealed record BoundMapAssignment(TextSpan Span, MapSymbol Map, BoundExpression? Key, BoundExpression Value) : BoundStatement(Span);

/// <summary><c>@m[k] op= e</c> on a plain integer map: looked up once, created when missing.</summary>
public sealed record BoundMapCompoundAssignment(TextSpan Span, MapSymbol Map, BoundExpression? Key, BinaryOperator Operator, BoundExpression Value) : BoundStatement(Span);

/// <summary><c>if</c>; the condition is <see cref="Types.BoolType"/>.</summary>
public sealed record BoundIf(TextSpan Span, BoundExpression Condition, BoundStatement Then, BoundStatement? Else) : BoundStatement(Span);

/// <summary><c>while</c>; the condition is bool.</summary>
public sealed record BoundWhile(TextSpan Span, BoundExpression Condition, BoundStatement Body) : BoundStatement(Span);

/// <summary><c>unroll(n)</c>: the body n times, 1 to 100.</summary>
public sealed record BoundUnroll(TextSpan Span, int Count, BoundStatement Body) : BoundStatement(Span);

/// <summary><c>for ($i : a..b)</c>: half open, bounds (int64) evaluated once.</summary>
public sealed record BoundForRange(TextSpan Span, VariableSymbol Variable, BoundExpression Start, BoundExpression End, BoundStatement Body) : BoundStatement(Span);

/// <summary><c>for ($kv : @m)</c>: <see cref="Variable"/> is a tuple (key, value), per-CPU values summed up.</summary>
public sealed record BoundForMap(TextSpan Span, VariableSymbol Variable, MapSymbol Map, BoundStatement Body) : BoundStatement(Span);

/// <summary><c>return</c>: ends the probe.</summary>
public sealed record BoundReturn(TextSpan Span, BoundExpression? Value) : BoundStatement(Span);

/// <summary><c>return</c> in a function of the script: ends the call that it is part of.</summary>
public sealed record BoundSubprogramReturn(TextSpan Span, VariableSymbol? Result, BoundExpression? Value) : BoundStatement(Span);

/// <summary><c>break</c>.</summary>
public sealed record BoundBreak(TextSpan Span) : BoundStatement(Span);

/// <summary><c>continue</c>.</summary>
public sealed record BoundContinue(TextSpan Span) : BoundStatement(Span);
