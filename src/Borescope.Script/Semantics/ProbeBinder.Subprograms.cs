using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

/// <content>Functions of the script (<c>fn</c>): bound anew at every call, where they become part of the calling probe and can use its context.</content>
internal sealed partial class ProbeBinder
{
    private BoundExpression BindSubprogram(SubprogramSyntax function, CallSyntax call)
    {
        if (call.Arguments.Count != function.Parameters.Count)
        {
            foreach (ExpressionSyntax argument in call.Arguments)
                BindExpression(argument);
            return Wrong(call.Span, $"{function.Name}() takes {Count(function.Parameters.Count)} ({call.Arguments.Count} given)");
        }

        for (MacroFrame? frame = _frame; frame is not null; frame = frame.Caller)
        {
            if (frame.Function == function)
                return Wrong(call.NameSpan, $"the function '{function.Name}' calls itself", "functions cannot be recursive");
        }

        if (++_expansions > MaxExpansions)
            return TooMany(call.Span);
        var arguments = new BoundExpression[call.Arguments.Count];
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = BindValue(call.Arguments[i]);
        (MacroFrame? callerFrame, Scope callerScope, int loops) = (_frame, _scope, _loops);
        int id = analysis.Frame(probe.Id, _frame?.Id ?? 0, call.Span.Start);
        var result = analysis.Variable("$", probe.Id, id, function.Span.Start);
        _frame = new MacroFrame(id, null, call.Span, [], callerFrame, callerScope) { Function = function, Result = result };
        _scope = new Scope(null);
        _loops = 0;
        if (function.ReturnType is not null && result.Declared is null && ResolveType(function.ReturnType) is { } type and not VoidType)
            result.Declare(type);
        var statements = new List<BoundStatement>();
        for (int i = 0; i < arguments.Length; i++)
            statements.Add(BindParameter(function.Parameters[i].Variable, function.Parameters[i].Type, arguments[i]));
        statements.Add(BindBlock(function.Body));
        (_frame, _scope, _loops) = (callerFrame, callerScope, loops);
        ScriptType resultType = result.IsAssigned || result.Declared is not null ? result.Symbol.Type! : VoidType.Instance;
        return new BoundSubprogramCall(call.Span, resultType, resultType is VoidType ? null : result.Symbol, statements);
    }

    private BoundStatement BindParameter(VariableSyntax variable, TypeSyntax type, BoundExpression argument)
    {
        VariableState state = Declare(variable);
        if (state.Declared is null && ResolveType(type) is { } declared)
            state.Declare(declared);
        return IsPending(argument) || state.Declared is null ? new BoundVariableDeclaration(argument.Span, state.Symbol, null) : Initialize(argument.Span, variable, state, argument);
    }

    // The function that a return leaves: the innermost one around, also from within a macro.
    private MacroFrame? EnclosingFunction()
    {
        MacroFrame? frame = _frame;
        while (frame is { Function: null })
            frame = frame.Caller;
        return frame;
    }

    private BoundStatement BindFunctionReturn(ReturnSyntax statement, MacroFrame function)
    {
        VariableState result = function.Result!;
        bool isVoid = function.Function!.ReturnType is NamedTypeSyntax { Tag: TagKind.None, Name: "void" };
        if (statement.Value is null)
        {
            if (function.Function.ReturnType is not null && !isVoid)
                Error(statement.Span, $"{function.Function.Name}() must return a value of type '{result.Declared?.Name}'");
            return new BoundSubprogramReturn(statement.Span, null, null);
        }

        BoundExpression value = BindValue(statement.Value);
        if (isVoid)
            Error(statement.Span, $"{function.Function.Name}() returns nothing");
        if (isVoid || !Accept(new VariableSyntax(statement.Span, $"the result of {function.Function.Name}()"), result, value))
            return new BoundSubprogramReturn(statement.Span, null, null);
        return new BoundSubprogramReturn(statement.Span, result.Symbol, Convert(value, LiteralTypes.Settle(result.Symbol.Type!)));
    }
}
