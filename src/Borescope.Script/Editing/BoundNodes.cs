using System.Collections.Generic;
using Borescope.Script.Binding;

namespace Borescope.Script.Editing;

/// <summary>Walks over bound code.</summary>
internal static class BoundNodes
{
    /// <summary>All expressions of a statement, those inside others included.</summary>
    public static IEnumerable<BoundExpression> Expressions(BoundStatement statement)
    {
        foreach (BoundExpression? part in PartsOf(statement))
        {
            foreach (BoundExpression inner in All(part))
                yield return inner;
        }

        foreach (BoundStatement? part in StatementsOf(statement))
        {
            if (part is null)
                continue;
            foreach (BoundExpression inner in Expressions(part))
                yield return inner;
        }
    }

    private static IEnumerable<BoundExpression> All(BoundExpression? expression)
    {
        if (expression is null)
            yield break;
        yield return expression;
        foreach (BoundExpression? part in PartsOf(expression))
        {
            foreach (BoundExpression inner in All(part))
                yield return inner;
        }

        foreach (BoundStatement part in StatementsOf(expression))
        {
            foreach (BoundExpression inner in Expressions(part))
                yield return inner;
        }
    }

    private static IReadOnlyList<BoundExpression?> Of(params BoundExpression?[] parts) => parts;

    private static IReadOnlyList<BoundStatement?> Of(params BoundStatement?[] parts) => parts;

    private static IEnumerable<BoundStatement?> StatementsOf(BoundStatement statement) => statement switch
    {
        BoundBlock block => block.Statements,
        BoundIf branch => Of(branch.Then, branch.Else),
        BoundWhile loop => Of(loop.Body),
        BoundUnroll unroll => Of(unroll.Body),
        BoundForRange range => Of(range.Body),
        BoundForMap map => Of(map.Body),
        _ => [],
    };

    private static IEnumerable<BoundStatement> StatementsOf(BoundExpression expression) => expression switch
    {
        BoundBlockExpression block => block.Statements,
        BoundSubprogramCall call => call.Statements,
        _ => [],
    };

    private static IEnumerable<BoundExpression?> PartsOf(BoundStatement statement) => statement switch
    {
        BoundExpressionStatement effect => Of(effect.Expression),
        BoundVariableDeclaration declaration => Of(declaration.Initializer),
        BoundVariableAssignment assignment => Of(assignment.Value),
        BoundMapAssignment assignment => Of(assignment.Key, assignment.Value),
        BoundMapCompoundAssignment assignment => Of(assignment.Key, assignment.Value),
        BoundIf branch => Of(branch.Condition),
        BoundWhile loop => Of(loop.Condition),
        BoundForRange range => Of(range.Start, range.End),
        BoundReturn end => Of(end.Value),
        BoundSubprogramReturn end => Of(end.Value),
        _ => [],
    };

    private static IEnumerable<BoundExpression?> PartsOf(BoundExpression expression) => expression switch
    {
        BoundMapRead read => Of(read.Key),
        BoundAggregation aggregation => Of(aggregation.Argument),
        BoundUnary unary => Of(unary.Operand),
        BoundBinary binary => Of(binary.Left, binary.Right),
        BoundConditional choice => Of(choice.Condition, choice.WhenTrue, choice.WhenFalse),
        BoundMapIncrement increment => Of(increment.Key),
        BoundConversion conversion => Of(conversion.Operand),
        BoundDereference dereference => Of(dereference.Pointer),
        BoundField field => Of(field.Base),
        BoundIndex index => Of(index.Base, index.Index),
        BoundAddressOf address => Of(address.Place),
        BoundTuple tuple => tuple.Elements,
        BoundTupleElement element => Of(element.Tuple),
        BoundBlockExpression block => Of(block.Value),
        BoundCall call => call.Arguments,
        BoundImportedCall call => call.Arguments,
        _ => [],
    };
}
