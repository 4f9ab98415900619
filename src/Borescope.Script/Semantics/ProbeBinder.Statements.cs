using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Functions;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

internal sealed partial class ProbeBinder
{
    private BoundBlock BindBlock(BlockSyntax block) => new(block.Span, BindStatements(block.Statements));

    private List<BoundStatement> BindStatements(IReadOnlyList<StatementSyntax> statements)
    {
        Scope outer = _scope;
        _scope = new Scope(outer);
        List<BoundStatement> bound = BindInScope(statements);
        _scope = outer;
        return bound;
    }

    private List<BoundStatement> BindInScope(IReadOnlyList<StatementSyntax> statements)
    {
        var bound = new List<BoundStatement>(statements.Count);
        bool left = false;
        foreach (StatementSyntax statement in statements)
        {
            if (left)
            {
                Warning(statement.Span, "this is never reached");
                left = false;
            }

            BoundStatement result = BindStatement(statement);
            bound.Add(result);
            left = result is BoundReturn or BoundSubprogramReturn or BoundBreak or BoundContinue
                || result is BoundExpressionStatement { Expression: BoundCall { Function: "exit" } };
        }

        return bound;
    }

    private BoundStatement BindStatement(StatementSyntax statement)
    {
        if (++_depth > MaxDepth)
        {
            _depth--;
            Error(statement.Span, "this is nested too deeply", $"at most {MaxDepth} levels");
            return new BoundBlock(statement.Span, []);
        }

        BoundStatement bound = statement switch
        {
            BlockSyntax block => BindBlock(block),
            ExpressionStatementSyntax expression => BindExpressionStatement(expression),
            AssignmentSyntax assignment => BindAssignment(assignment),
            LetSyntax let => BindLet(let),
            DiscardSyntax discard => new BoundExpressionStatement(discard.Span, Taken(BindExpression(discard.Value))),
            IfSyntax branch => BindIf(branch),
            WhileSyntax loop => BindWhile(loop),
            UnrollSyntax unroll => BindUnroll(unroll),
            ForMapSyntax loop => BindForMap(loop),
            ForRangeSyntax loop => BindForRange(loop),
            ReturnSyntax result => BindReturn(result),
            BreakSyntax => BindJump(statement, new BoundBreak(statement.Span), "break"),
            ContinueSyntax => BindJump(statement, new BoundContinue(statement.Span), "continue"),
            _ => new BoundBlock(statement.Span, []),
        };
        _depth--;
        return bound;
    }

    private BoundStatement BindExpressionStatement(ExpressionStatementSyntax statement)
    {
        if (statement.Expression is BlockExpressionSyntax block)
        {
            var statements = new List<StatementSyntax>(block.Statements);
            if (block.Value is not null)
                statements.Add(new ExpressionStatementSyntax(block.Value.Span, block.Value));
            return BindBlock(new BlockSyntax(block.Span, statements));
        }

        if (statement.Expression is CallSyntax or IdentifierSyntax && TryExpandAsStatement(statement.Expression) is { } expanded)
            return expanded;
        BoundExpression expression = BindExpression(statement.Expression);
        if (expression is BoundAggregation aggregation)
            Error(expression.Span, $"{aggregation.Aggregation.Kind.ToString().ToLowerInvariant()}() must be assigned to a map", "write '@ = count()' or '@name[key] = count()'");
        else if (_frame is null && !IsPending(expression) && IsOnlyValue(expression))
            Warning(expression.Span, "this value is not used", "write '_ = …' when that is meant");
        return new BoundExpressionStatement(statement.Span, expression);
    }

    // The result of a call that '_ =' takes is wanted: the call says nothing when it fails.
    private static BoundExpression Taken(BoundExpression value) =>
        value is BoundCall { Type: BoolType } ? Convert(value, IntegerType.Int64) : value;

    private static bool IsOnlyValue(BoundExpression expression) => expression switch
    {
        BoundConstant or BoundString => expression.Type is not VoidType and not BoolType,
        BoundVariable or BoundMapRead or BoundBuiltin or BoundTupleElement or BoundField or BoundDereference => true,
        BoundBinary binary => IsOnlyValue(binary.Left) && IsOnlyValue(binary.Right),
        BoundUnary unary => IsOnlyValue(unary.Operand),
        BoundConversion conversion => IsOnlyValue(conversion.Operand),
        BoundCall call => FunctionTable.Find(call.Function) is { IsOnlyValue: true },
        _ => false,
    };

    private BoundStatement BindAssignment(AssignmentSyntax assignment)
    {
        switch (assignment.Target)
        {
            case VariableSyntax variable:
                return BindVariableAssignment(assignment, variable);
            case MapSyntax map:
                return BindMapAssignment(assignment, map);
            case MissingSyntax:
                return new BoundBlock(assignment.Span, []);
            default:
                BindExpression(assignment.Value);
                Error(assignment.Target.Span, "this cannot be assigned to", "assignable are variables ($x) and maps (@x, @x[key])");
                return new BoundBlock(assignment.Span, []);
        }
    }

    private BoundWhile BindWhile(WhileSyntax loop)
    {
        Warning(new TextSpan(loop.Span.Start, "while".Length), "while is deprecated", "for over a range does the same and needs no proof that it ends: for ($i : 0..10) { … }");
        BoundExpression condition = ToBool(BindExpression(loop.Condition));
        _loops++;
        BoundBlock body = BindBlock(loop.Body);
        _loops--;
        return new BoundWhile(loop.Span, condition, body);
    }

    private BoundStatement BindUnroll(UnrollSyntax unroll)
    {
        BoundExpression count = BindExpression(unroll.Count);
        long times = Literal(count, "the count of unroll") ?? 1;
        if (times is < 1 or > 100)
        {
            Error(unroll.Count.Span, $"unroll takes a count from 1 to 100, not {times}");
            times = 1;
        }

        // break and continue have no loop to leave: the copies stand one behind the other.
        int loops = _loops;
        _loops = 0;
        BoundBlock body = BindBlock(unroll.Body);
        _loops = loops;
        return new BoundUnroll(unroll.Span, (int)times, body);
    }

    private BoundStatement BindForRange(ForRangeSyntax loop)
    {
        BoundExpression start = LoopBound(loop.Start), end = LoopBound(loop.End);
        ScriptType? range = TypeJoin.Join(start.Type, end.Type);
        Scope outer = _scope;
        _scope = new Scope(outer);
        VariableState variable = Declare(loop.Variable);
        variable.Join(range is IntegerType type ? MapState.Storage(type) : range is PendingType ? range : IntegerType.Int64, analysis);
        _loops++;
        _forLoops++;
        BoundBlock body = BindBlock(loop.Body);
        _forLoops--;
        _loops--;
        _scope = outer;
        return new BoundForRange(loop.Span, variable.Symbol, Convert(start, IntegerType.Int64), Convert(end, IntegerType.Int64), body);
    }

    private BoundExpression LoopBound(ExpressionSyntax syntax)
    {
        BoundExpression bound = BindExpression(syntax);
        return bound.Type is IntegerType or EnumType or PendingType
            ? bound
            : Wrong(syntax.Span, $"the bounds of a range must be integers, not '{NameOf(bound.Type)}'");
    }

    private BoundStatement BindForMap(ForMapSyntax loop)
    {
        MapState map = UseMap(loop.Map);
        Scope outer = _scope;
        _scope = new Scope(outer);
        VariableState variable = Declare(loop.Variable);
        if (loop.Map.Key is not null)
        {
            Error(loop.Map.Span, "a for loop runs over a whole map", $"write 'for ({loop.Variable.Name} : {loop.Map.Name}) {{ … }}'");
        }
        else if (map.IsKeyed == false)
        {
            Error(loop.Map.Span, $"{loop.Map.Name} has no keys to loop over");
        }
        else if (map.Value is AggregationType { IsReadable: false } aggregation)
        {
            Error(loop.Map.Span, $"a for loop cannot read {loop.Map.Name}: its values are of type '{aggregation.Name}'", "count, sum, min, max and avg can be read");
        }
        else if (map is { Symbol.KeyType: { } key, Value: not null })
        {
            variable.Join(new TupleType([key, ReadType(map)]), analysis);
        }
        else
        {
            UndefinedMap(loop.Map.Span, loop.Map.Name);
        }

        _loops++;
        _forLoops++;
        BoundBlock body = BindBlock(loop.Body);
        _forLoops--;
        _loops--;
        _scope = outer;
        return new BoundForMap(loop.Span, variable.Symbol, map.Symbol, body);
    }

    private BoundStatement BindReturn(ReturnSyntax statement)
    {
        if (EnclosingFunction() is { } function)
            return BindFunctionReturn(statement, function);
        BoundExpression? value = statement.Value is null ? null : BindExpression(statement.Value);
        if (value is not null && value.Type is not (IntegerType or EnumType or BoolType or PendingType))
            value = Wrong(statement.Value!.Span, $"a probe returns an integer or nothing, not '{NameOf(value.Type)}'");
        return new BoundReturn(statement.Span, value is null ? null : Convert(value, IntegerType.Int64));
    }

    private BoundStatement BindJump(StatementSyntax statement, BoundStatement bound, string word)
    {
        if (_loops == 0)
            Error(statement.Span, $"'{word}' is outside of a loop", "loops are while and for");
        return bound;
    }
}
