using System;
using Borescope.Script.Binding;
using Borescope.Script.Diagnostics;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics;

// A branch that a condition known at compile time never takes need not fit: macros choose by the types of their arguments.
internal sealed partial class ProbeBinder
{
    private BoundStatement BindIf(IfSyntax branch)
    {
        BoundExpression condition = ToBool(BindExpression(branch.Condition));
        bool? decided = Decided(condition);
        BoundBlock? then = decided == false ? NeverTaken(branch.Condition, () => BindBlock(branch.Then)) : BindBlock(branch.Then);
        BoundStatement? otherwise = branch.Else is null ? null
            : decided == true ? NeverTaken(branch.Condition, () => BindStatement(branch.Else)) : BindStatement(branch.Else);
        return decided switch
        {
            null => new BoundIf(branch.Span, condition, then!, otherwise),
            true => then!,
            false => otherwise ?? new BoundBlock(branch.Span, []),
        };
    }

    private BoundExpression BindChoice(TextSpan span, ExpressionSyntax condition, ExpressionSyntax whenTrue, ExpressionSyntax whenFalse)
    {
        BoundExpression bound = ToBool(BindExpression(condition));
        bool? decided = Decided(bound);
        if (decided is null)
            return Choose(span, bound, BindExpression(whenTrue), BindExpression(whenFalse));
        BoundExpression taken = BindExpression(decided.Value ? whenTrue : whenFalse);
        BoundExpression? other = NeverTaken(condition, () => BindExpression(decided.Value ? whenFalse : whenTrue));

        // What would fit has its part in the type.
        BoundExpression chosen = other is null || IsPending(taken) || IsPending(other) || taken is BoundAggregation || TypeJoin.Join(taken.Type, other.Type) is not { } joined
            ? taken
            : ConvertAndSettle(taken, joined);
        return chosen is BoundConstant value ? value with { IsTyped = true } : chosen; // A value that was chosen is no literal: arithmetic with it is that of its type.
    }

    private static bool? Decided(BoundExpression condition) =>
        !IsPending(condition) && CompileTime.Fold(condition) is BoundConstant known ? known.Value != 0 : null;

    // What comptime rules out is not even looked at; elsewhere the maps and variables that such a branch uses exist nevertheless.
    private T? NeverTaken<T>(ExpressionSyntax condition, Func<T> bind)
        where T : class
    {
        if (condition is ComptimeSyntax)
            return null;
        DiagnosticBag kept = analysis.Diagnostics;
        analysis.Diagnostics = new DiagnosticBag();
        T bound = bind();
        analysis.Diagnostics = kept;
        return bound;
    }
}
