using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

internal sealed partial class ProbeBinder
{
    private VariableState Declare(VariableSyntax variable)
    {
        if (FindVariable(variable.Name) is not null)
            Error(variable.Span, $"{variable.Name} exists already", "a variable cannot be declared again in an inner block: choose another name");
        VariableState state = analysis.Variable(variable.Name, probe.Id, _frame?.Id ?? 0, variable.Span.Start);
        _scope.Add(variable.Name, state);
        return state;
    }

    // A macro's parameter $v is the caller's variable; its own variables are its own.
    private VariableState? FindVariable(string name)
    {
        MacroFrame? frame = _frame;
        Scope scope = _scope;
        while (frame is not null && frame.Arguments.TryGetValue(name, out ExpressionSyntax? argument) && argument is VariableSyntax variable)
        {
            name = variable.Name;
            scope = frame.CallerScope;
            frame = frame.Caller;
        }

        return scope.Find(name);
    }

    /// <summary>A variable that a function assigns to, its type joined; null and an error when it cannot be.</summary>
    public BoundVariable? AssignableVariable(VariableSyntax syntax, ScriptType type)
    {
        if (FindVariable(syntax.Name) is not { } state)
        {
            Error(syntax.Span, $"Undefined or undeclared variable: {syntax.Name}", $"declare it in front: 'let {syntax.Name};'");
            return null;
        }

        var value = new BoundConstant(syntax.Span, type, 0);
        return Accept(syntax, state, value) ? new BoundVariable(syntax.Span, state.Symbol) : null;
    }

    /// <summary>Whether a variable holds the stack of the event that reads it.</summary>
    public bool HoldsOwnStack(VariableSyntax syntax) => FindVariable(syntax.Name) is { HoldsKeptStack: false };

    private BoundExpression BindVariable(VariableSyntax variable)
    {
        VariableState? state = FindVariable(variable.Name);
        return state is null
            ? Wrong(variable.Span, $"Undefined or undeclared variable: {variable.Name}", UndefinedVariableHints(variable.Name))
            : new BoundVariable(variable.Span, state.Symbol);
    }

    private string[] UndefinedVariableHints(string name)
    {
        string[] near = Suggestions.Hint(name, _scope.Names());
        return near.Length > 0 ? near : ["variables live in the block that first assigns them; declare it further out with 'let " + name + ";'"];
    }

    private BoundStatement BindVariableAssignment(AssignmentSyntax assignment, VariableSyntax target)
    {
        BoundExpression value;
        if (assignment.Operator.Length > 0)
        {
            BoundExpression current = BindVariable(target);
            BoundExpression operand = BindExpression(assignment.Value);
            value = IsPending(current) ? current : Operate(assignment.Span, assignment.Operator, assignment.Span, current, operand);
            return FindVariable(target.Name) is { } known ? Assign(assignment.Span, target, known, value) : new BoundExpressionStatement(assignment.Span, value);
        }

        value = BindValue(assignment.Value);
        VariableState? state = FindVariable(target.Name);
        if (state is not null)
            return Assign(assignment.Span, target, state, value);
        if (_frame is not null && _frame.Arguments.ContainsKey(target.Name))
        {
            Error(target.Span, $"{target.Name} is not declared where the macro is called", $"declare it in front of the call: 'let {target.Name};'");
            return new BoundExpressionStatement(assignment.Span, value);
        }

        state = Declare(target);
        return Initialize(assignment.Span, target, state, value);
    }

    private BoundStatement BindLet(LetSyntax let)
    {
        BoundExpression? value = let.Initializer is null ? null : BindValue(let.Initializer);
        VariableState state = Declare(let.Variable);
        if (let.Type is not null && state.Declared is null && ResolveType(let.Type) is { } type)
            state.Declare(type);
        return value is null ? new BoundVariableDeclaration(let.Span, state.Symbol, null) : Initialize(let.Span, let.Variable, state, value);
    }

    private BoundStatement Initialize(TextSpan span, VariableSyntax target, VariableState state, BoundExpression value)
    {
        return Accept(target, state, value)
            ? new BoundVariableDeclaration(span, state.Symbol, Convert(value, state.Symbol.Type!))
            : new BoundVariableDeclaration(span, state.Symbol, null);
    }

    private BoundStatement Assign(TextSpan span, VariableSyntax target, VariableState state, BoundExpression value) =>
        Accept(target, state, value)
            ? new BoundVariableAssignment(span, state.Symbol, Convert(value, state.Symbol.Type!))
            : new BoundExpressionStatement(span, value);

    private bool Accept(VariableSyntax target, VariableState state, BoundExpression value)
    {
        if (IsPending(value))
            return false;
        if (value.Type is VoidType)
        {
            Error(value.Span, "this has no value to assign");
            return false;
        }

        state.HoldsKeptStack |= value is { Type: StackType } and not BoundBuiltin;
        if (state.Declared is not null)
            return AcceptDeclared(target, state.Declared, value);
        // A literal may be an address; a variable that took one is an integer.
        bool isOther = state.Symbol.Type is PointerType && value is not BoundConstant;
        if (state.Join(isOther ? LiteralTypes.Settle(value.Type) : value.Type, analysis))
        {
            WarnSignLost(target.Name, "values", state.Symbol.Type, value);
            return true;
        }

        Error(
            value.Span,
            $"Type mismatch for {target.Name}: trying to assign value of type '{NameOf(value.Type)}' when variable already has a type '{NameOf(state.Symbol.Type!)}'");
        return false;
    }

    // No integer holds all of int64 and uint64.
    private void WarnSignLost(string name, string what, ScriptType? kept, BoundExpression value)
    {
        if (kept is IntegerType { Bytes: 8, Signed: true } && value.Type is IntegerType { Bytes: 8, Signed: false } && !LiteralTypes.IsFlexible(value.Type))
            Warning(value.Span, $"{name} takes {what} with and without a sign: this one of type 'uint64' is kept as 'int64'", "cast it to int64 to say that this is meant");
    }

    private bool AcceptDeclared(VariableSyntax target, ScriptType declared, BoundExpression value)
    {
        bool fits = (declared, value.Type) switch
        {
            (IntegerType to, IntegerType from) => value is not BoundConstant { IsTyped: false } constant || FitsOrSays(constant, to, from, target.Name),
            (IntegerType to, EnumType from) => from.Size <= to.Bytes,
            (StringType to, StringType from) => from.Length <= to.Length || value is not BoundString,
            (PointerType, PointerType) => true,
            (PointerType or EnumType, IntegerType) => value is BoundConstant && LiteralTypes.IsFlexible(value.Type),
            (IntegerType, BoolType) => true,
            _ => TypeJoin.Join(declared, value.Type) is { } joined && joined.Equals(declared),
        };
        if (!fits)
        {
            Error(
                value.Span,
                $"Type mismatch for {target.Name}: trying to assign value of type '{NameOf(value.Type)}' when variable was declared as '{declared.Name}'",
                $"cast the value: ({declared.Name})…");
        }
        else if (value is not BoundConstant { IsTyped: false } && declared is IntegerType kept && value.Type is IntegerType given && !HoldsAll(kept, given))
        {
            Warning(value.Span, $"{target.Name} was declared as '{kept.Name}', which does not hold all values of type '{given.Name}'", $"cast it to {kept.Name} to say that this is meant");
        }

        return fits;
    }

    private static bool HoldsAll(IntegerType to, IntegerType from) =>
        LiteralTypes.IsFlexible(from) || to.Signed == from.Signed ? from.Bytes <= to.Bytes : to.Signed && from.Bytes < to.Bytes;

    private bool FitsOrSays(BoundConstant constant, IntegerType to, IntegerType from, string name)
    {
        if (!LiteralTypes.Fits(constant.Value, to, from is { Bytes: 8, Signed: false } && constant.Value < 0))
            Error(constant.Span, $"the value {(from is { Bytes: 8, Signed: false } ? (ulong)constant.Value : constant.Value)} does not fit into {name}, which is of type '{to.Name}'");
        return true;
    }

    // A value that is kept: aggregations belong to maps only.
    private BoundExpression BindValue(ExpressionSyntax syntax)
    {
        BoundExpression value = Whole(BindExpression(syntax));
        return value is BoundAggregation aggregation
            ? Wrong(value.Span, $"{aggregation.Aggregation.Kind.ToString().ToLowerInvariant()}() must be assigned to a map", "write '@ = count()' or '@name[key] = count()'")
            : value;
    }
}
