using System;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

internal sealed partial class ProbeLowering
{
    private TextSpan _statement;

    /// <summary>Lowers a statement; code that cannot be reached is left out.</summary>
    public void Statement(BoundStatement statement)
    {
        if (Builder.IsTerminated)
            return;
        if (statement is not BoundBlock)
        {
            At(statement.Span);
            _statement = statement.Span;
        }

        switch (statement)
        {
            case BoundBlock block:
                foreach (BoundStatement s in block.Statements)
                    Statement(s);
                break;
            case BoundExpressionStatement s:
                Effect(s.Expression);
                break;
            case BoundVariableDeclaration s:
                Declare(s);
                break;
            case BoundVariableAssignment s:
                Assign(s.Variable, s.Value);
                break;
            case BoundMapAssignment s:
                AssignMap(s);
                break;
            case BoundMapCompoundAssignment s:
                UpdateInteger(s.Map, s.Key, old => Arithmetic(s.Operator, old, Scalar(s.Value), s.Value, s.Span));
                break;
            case BoundIf s:
                IfStatement(s);
                break;
            case BoundWhile s:
                While(s);
                break;
            case BoundUnroll s:
                Unroll(s);
                break;
            case BoundForRange s:
                ForRange(s);
                break;
            case BoundForMap s:
                ForMap(s);
                break;
            case BoundReturn { Value: { } verdict } when Provider == ProbeProvider.Test:
                _scope.EndTest(Scalar(verdict));
                break;
            case BoundReturn s:
                if (s.Value is not null)
                    Effect(s.Value);
                _scope.EndProbe();
                break;
            case BoundSubprogramReturn s:
                if (s.Value is not null && s.Result is not null)
                    Assign(s.Result, s.Value);
                (_scope.Return ?? _scope.EndProbe)();
                break;
            case BoundBreak:
                _scope.Loops.Peek().Break();
                break;
            case BoundContinue:
                _scope.Loops.Peek().Continue();
                break;
            default:
                throw new LoweringException(statement.Span, $"not supported yet: {statement.GetType().Name[5..]}");
        }
    }

    /// <summary>Evaluates an expression for its effect only.</summary>
    public void Effect(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundCall call:
                At(call.Span);
                CallLowerings.Find(call).Effect(this, call);
                break;
            case BoundConditional c when c.Type is VoidType || !c.Type.IsScalar:
                Branch(c.Condition, () => Effect(c.WhenTrue), () => Effect(c.WhenFalse));
                break;
            case BoundBlockExpression b:
                foreach (BoundStatement s in b.Statements)
                    Statement(s);
                if (!Builder.IsTerminated)
                    Effect(b.Value);
                break;
            case BoundSubprogramCall call:
                RunSubprogram(call);
                break;
            case BoundImportedCall call:
                CallImported(call);
                break;
            case { Type: VoidType }:
                break;
            case { Type.IsScalar: true }:
                Scalar(expression);
                break;
            default:
                Memory(expression);
                break;
        }
    }

    /// <summary>Runs the body of a function of the script in place; its result is then in the result's variable.</summary>
    public void RunSubprogram(BoundSubprogramCall call)
    {
        IrBlock end = Builder.NewBlock("returned");
        Action? outer = _scope.Return;
        _scope.Return = () => Builder.Branch(end);
        if (call.Result is not null)
            Declare(new BoundVariableDeclaration(call.Span, call.Result, null));
        foreach (BoundStatement statement in call.Statements)
            Statement(statement);
        if (!Builder.IsTerminated)
            Builder.Branch(end);
        _scope.Return = outer;
        Builder.Block = end;
    }

    /// <summary>Two arms chosen by a condition.</summary>
    public void Branch(BoundExpression condition, Action whenTrue, Action whenFalse)
    {
        IrBlock then = Builder.NewBlock("then");
        IrBlock other = Builder.NewBlock("else");
        IrBlock end = Builder.NewBlock("endif");
        Condition(condition, then, other);
        Builder.Block = then;
        whenTrue();
        if (!Builder.IsTerminated)
            Builder.Branch(end);
        Builder.Block = other;
        whenFalse();
        if (!Builder.IsTerminated)
            Builder.Branch(end);
        Builder.Block = end;
    }

    private void Declare(BoundVariableDeclaration declaration)
    {
        if (declaration.Initializer is not null)
        {
            Assign(declaration.Variable, declaration.Initializer);
            return;
        }

        (IrValue address, int offset) = _scope.Place(declaration.Variable);
        ScriptType type = declaration.Variable.Type!;
        if (type.IsScalar)
            StoreScalar(address, offset, type, Builder.Int(0));
        else
            Zero(address, offset, type.Size);
    }

    private void Assign(VariableSymbol variable, BoundExpression value)
    {
        ScriptType type = variable.Type!;
        if (type is VoidType)
        {
            Effect(value);
            return;
        }

        if (type.IsScalar)
        {
            IrValue v = Scalar(value);
            (IrValue address, int offset) = _scope.Place(variable);
            StoreScalar(address, offset, type, v);
        }
        else
        {
            // The right side may read the variable itself, so it is complete before the variable changes.
            bool readsItself = CapturedVariables.Mentions(value, variable);
            IrValue source = readsItself ? Memory(value) : default!;
            (IrValue address, int offset) = _scope.Place(variable);
            if (readsItself)
                Copy(address, offset, source, 0, type.Size);
            else
                Into(value, address, offset);
        }
    }

    /// <summary>Copies a value of a map or the like into a variable, whose type may be wider.</summary>
    public void StoreVariable(VariableSymbol variable, IrValue source, ScriptType type)
    {
        ScriptType target = variable.Type!;
        (IrValue address, int offset) = _scope.Place(variable);
        if (target.IsScalar)
            StoreScalar(address, offset, target, LoadScalar(source, 0, type));
        else if (type is TupleType from && target is TupleType to)
            ConvertTuple(from, to, source, address, offset, default);
        else
            CopyPadded(address, offset, target.Size, source, type.Size);
    }

    private void CopyPadded(IrValue destination, int offset, int size, IrValue source, int sourceSize)
    {
        int common = Math.Min(size, sourceSize);
        Copy(destination, offset, source, 0, common);
        Zero(destination, offset + common, size - common);
    }

    private void IfStatement(BoundIf s)
    {
        IrBlock then = Builder.NewBlock("then");
        IrBlock end = Builder.NewBlock("endif");
        IrBlock other = s.Else is null ? end : Builder.NewBlock("else");
        Condition(s.Condition, then, other);
        Builder.Block = then;
        Statement(s.Then);
        bool reachesEnd = s.Else is null;
        if (!Builder.IsTerminated)
        {
            Builder.Branch(end);
            reachesEnd = true;
        }

        if (s.Else is not null)
        {
            Builder.Block = other;
            Statement(s.Else);
            if (!Builder.IsTerminated)
            {
                Builder.Branch(end);
                reachesEnd = true;
            }
        }

        Builder.Block = end;
        if (!reachesEnd)
            _scope.EndProbe(); // Unreachable: both arms have left. The block still needs an end.
    }
}
