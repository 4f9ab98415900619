using System.Collections.Generic;
using Borescope.Script.Binding;

namespace Borescope.Script.Lowering;

/// <summary>Walks bound trees for the variables they use and for effects.</summary>
internal sealed class CapturedVariables
{
    private readonly List<VariableSymbol> _used = [];
    private readonly HashSet<VariableSymbol> _declared = [];
    private readonly HashSet<VariableSymbol> _assigned = [];
    private bool _hasEffects;

    /// <summary>Variables a loop body uses but does not declare, in order of first use.</summary>
    /// <param name="body">The body.</param>
    /// <param name="loopVariable">The loop's own variable.</param>
    /// <param name="assigned">Those that it changes.</param>
    public static IReadOnlyList<VariableSymbol> Of(BoundStatement body, VariableSymbol loopVariable, out IReadOnlySet<VariableSymbol> assigned)
    {
        var walk = new CapturedVariables();
        walk._declared.Add(loopVariable);
        walk.Statement(body);
        walk._used.RemoveAll(walk._declared.Contains);
        assigned = walk._assigned;
        return walk._used;
    }

    /// <summary>Whether an expression uses a variable.</summary>
    public static bool Mentions(BoundExpression expression, VariableSymbol variable)
    {
        var walk = new CapturedVariables();
        walk.Expression(expression);
        return walk._used.Contains(variable);
    }

    /// <summary>Whether computing an expression changes a variable or a map, or sends an event.</summary>
    public static bool HasEffects(BoundExpression expression)
    {
        var walk = new CapturedVariables();
        walk.Expression(expression);
        return walk._hasEffects;
    }

    private void Use(VariableSymbol variable)
    {
        if (!_used.Contains(variable))
            _used.Add(variable);
    }

    private void Statement(BoundStatement? statement)
    {
        if (statement is not (null or BoundBlock or BoundExpressionStatement))
            _hasEffects = true;
        switch (statement)
        {
            case BoundBlock s:
                foreach (BoundStatement inner in s.Statements)
                    Statement(inner);
                break;
            case BoundExpressionStatement s:
                Expression(s.Expression);
                break;
            case BoundVariableDeclaration s:
                _declared.Add(s.Variable);
                Use(s.Variable);
                Expression(s.Initializer);
                break;
            case BoundVariableAssignment s:
                Use(s.Variable);
                _assigned.Add(s.Variable);
                Expression(s.Value);
                break;
            case BoundMapAssignment s:
                Expression(s.Key);
                Expression(s.Value);
                break;
            case BoundMapCompoundAssignment s:
                Expression(s.Key);
                Expression(s.Value);
                break;
            case BoundIf s:
                Expression(s.Condition);
                Statement(s.Then);
                Statement(s.Else);
                break;
            case BoundWhile s:
                Expression(s.Condition);
                Statement(s.Body);
                break;
            case BoundUnroll s:
                Statement(s.Body);
                break;
            case BoundForRange s:
                _declared.Add(s.Variable);
                Expression(s.Start);
                Expression(s.End);
                Statement(s.Body);
                break;
            case BoundForMap s:
                _declared.Add(s.Variable);
                Statement(s.Body);
                break;
            case BoundSubprogramReturn s:
                if (s.Result is not null)
                {
                    Use(s.Result);
                    _assigned.Add(s.Result);
                }

                Expression(s.Value);
                break;
            case BoundReturn s:
                Expression(s.Value);
                break;
        }
    }

    private void Expression(BoundExpression? expression)
    {
        switch (expression)
        {
            case BoundVariable e:
                Use(e.Variable);
                break;
            case BoundVariableIncrement e:
                _hasEffects = true;
                _assigned.Add(e.Variable);
                Use(e.Variable);
                break;
            case BoundMapRead e:
                Expression(e.Key);
                break;
            case BoundMapIncrement e:
                _hasEffects = true;
                Expression(e.Key);
                break;
            case BoundAggregation e:
                Expression(e.Argument);
                break;
            case BoundUnary e:
                Expression(e.Operand);
                break;
            case BoundBinary e:
                Expression(e.Left);
                Expression(e.Right);
                break;
            case BoundConditional e:
                Expression(e.Condition);
                Expression(e.WhenTrue);
                Expression(e.WhenFalse);
                break;
            case BoundConversion e:
                Expression(e.Operand);
                break;
            case BoundDereference e:
                Expression(e.Pointer);
                break;
            case BoundField e:
                Expression(e.Base);
                break;
            case BoundIndex e:
                Expression(e.Base);
                Expression(e.Index);
                break;
            case BoundAddressOf e:
                Expression(e.Place);
                break;
            case BoundTuple e:
                foreach (BoundExpression element in e.Elements)
                    Expression(element);
                break;
            case BoundTupleElement e:
                Expression(e.Tuple);
                break;
            case BoundBlockExpression e:
                foreach (BoundStatement s in e.Statements)
                    Statement(s);
                Expression(e.Value);
                break;
            case BoundSubprogramCall e:
                if (e.Result is not null)
                    _declared.Add(e.Result);
                foreach (BoundStatement s in e.Statements)
                    Statement(s);
                break;
            case BoundImportedCall e:
                _hasEffects = true;
                foreach (BoundExpression argument in e.Arguments)
                    Expression(argument);
                break;
            case BoundCall e:
                _hasEffects |= CallLowerings.Find(e).HasEffect;
                if (e is { Function: "find", Arguments: [_, _, BoundVariable found] })
                    _assigned.Add(found.Variable);
                foreach (BoundExpression argument in e.Arguments)
                    Expression(argument);
                break;
        }
    }
}
