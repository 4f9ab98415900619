using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Builtins;
using Borescope.Script.Semantics.Functions;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

internal sealed partial class ProbeBinder
{
    private BoundExpression BindIdentifier(IdentifierSyntax syntax)
    {
        string name = syntax.Name;
        if (_frame is not null && _frame.Arguments.TryGetValue(name, out ExpressionSyntax? argument))
            return ++_expansions > MaxExpansions ? TooMany(syntax.Span) : InCaller(() => BindExpression(argument));
        if (analysis.Types.Defines.TryGetValue(name, out ExpressionSyntax? value))
            return BindDefine(syntax, value);
        if (analysis.Macros.Contains(name))
            return ExpandMacro(syntax.Span, syntax.Span, name, []);
        if (BuiltinTable.Find(name) is { } builtin)
            return BindBuiltin(builtin, syntax.Span, name, []);
        if (FindEnumConstant(name) is { } constant)
            return new BoundConstant(syntax.Span, constant.Type, constant.Value);
        if (FunctionTable.Find(name) is { } function)
            return function.MinArguments == 0 ? BindCall(new CallSyntax(syntax.Span, syntax.Span, name, [])) : Wrong(syntax.Span, $"{name} is a function", $"call it: {function.Signature}");
        return Wrong(syntax.Span, $"Unknown identifier: '{name}'", Suggestions.Hint(name, KnownNames()));
    }

    private BoundExpression BindDefine(IdentifierSyntax syntax, ExpressionSyntax? value)
    {
        if (value is null)
            return Wrong(syntax.Span, $"the #define {syntax.Name} has no value that is an expression");
        if (++_expansions > MaxExpansions)
            return TooMany(syntax.Span);
        analysis.Types.Defines[syntax.Name] = null;
        BoundExpression bound = BindExpression(value);
        analysis.Types.Defines[syntax.Name] = value;
        return bound with { Span = syntax.Span };
    }

    private BoundExpression TooMany(TextSpan span) => Wrong(span, "the macros of this script expand to too much", $"at most {MaxExpansions} expansions in a probe");

    private BoundExpression BindBuiltin(BuiltinRow row, TextSpan span, string name, IReadOnlyList<ExpressionSyntax> arguments)
    {
        if (arguments.Count > row.MaxArguments)
            return Wrong(span, row.MaxArguments == 0 ? $"'{name}' takes no arguments" : $"'{name}' takes at most {row.MaxArguments} arguments ({arguments.Count} given)", row.Signature);
        return row.Bind(this, span, name, arguments);
    }

    private BoundExpression BindCall(CallSyntax call)
    {
        if (analysis.Macros.Contains(call.Name))
            return ExpandMacro(call.Span, call.NameSpan, call.Name, call.Arguments);
        if (analysis.Functions.TryGetValue(call.Name, out SubprogramSyntax? own))
            return BindSubprogram(own, call);
        if (analysis.Options.ImportedFunctions?.GetValueOrDefault(call.Name) is { } imported)
            return BindImported(imported, call);
        if (FunctionTable.Find(call.Name) is { } function)
            return BindFunction(function, call);
        if (BuiltinTable.Find(call.Name) is { } builtin)
            return BindBuiltin(builtin, call.Span, call.Name, call.Arguments);
        foreach (ExpressionSyntax argument in call.Arguments)
            BindExpression(argument);

        // The code was not looked at: this may be a function of it.
        if (analysis.Options.ImportedFunctions is null && analysis.Tree.CodeImports.Count > 0)
            return new BoundConstant(call.Span, IntegerType.Int64, 0);
        return Wrong(call.NameSpan, $"Unknown function: '{call.Name}'", Suggestions.Hint(call.Name, KnownNames()));
    }

    private BoundExpression BindFunction(FunctionRow row, CallSyntax call)
    {
        if (row.IsUnsafe && !analysis.Options.Unsafe)
            Error(call.Span, $"{row.Name}() is an unsafe function", "it changes the system it watches; allow it with --unsafe");
        if (row.Bind is null)
            return Wrong(call.Span, $"not supported yet: {row.Name}()");
        int count = call.Arguments.Count;
        if (count < row.MinArguments || count > row.MaxArguments)
        {
            foreach (ExpressionSyntax argument in call.Arguments)
                BindExpression(argument is MapSyntax ? new IntegerSyntax(argument.Span, 0) : argument);
            string takes = row.MinArguments == row.MaxArguments ? Count(row.MinArguments)
                : count < row.MinArguments ? "at least " + Count(row.MinArguments) : "at most " + Count(row.MaxArguments);
            return Wrong(call.Span, $"{row.Name}() takes {takes} ({count} given)", row.Signature);
        }

        return row.Bind(this, call);
    }

    private static string Count(int arguments) => arguments switch { 0 => "no arguments", 1 => "1 argument", _ => arguments + " arguments" };

    private IEnumerable<string> KnownNames()
    {
        if (_frame is not null)
        {
            foreach (string name in _frame.Arguments.Keys)
                yield return name;
        }

        foreach (string name in analysis.Macros.Names)
            yield return name;
        foreach (string name in analysis.Functions.Keys)
            yield return name;
        foreach (string name in analysis.Options.ImportedFunctions?.Keys ?? [])
            yield return name;
        foreach (BuiltinRow row in BuiltinTable.Rows)
            yield return row.Name;
        foreach (FunctionRow row in FunctionTable.Rows)
            yield return row.Name;
    }

    private BoundExpression ExpandMacro(TextSpan span, TextSpan nameSpan, string name, IReadOnlyList<ExpressionSyntax> arguments)
    {
        if (EnterMacro(span, nameSpan, name, arguments) is not { } saved)
            return Pending(span);
        BlockExpressionSyntax body = _frame!.Macro!.Body;
        BoundExpression bound;
        if (body.Value is null && WithLastAsValue(body).Value is null)
        {
            BindInScope(body.Statements);
            (_frame, _scope) = saved;
            return Wrong(span, $"the macro '{name}' has no value", "its body must end in an expression without ';'");
        }

        bound = BindBody(body, _scope);
        (_frame, _scope) = saved;
        return bound;
    }

    // In the place of a statement a macro needs no value.
    private BoundBlock? TryExpandAsStatement(ExpressionSyntax expression)
    {
        (string name, TextSpan nameSpan, IReadOnlyList<ExpressionSyntax> arguments) = expression is CallSyntax call
            ? (call.Name, call.NameSpan, call.Arguments)
            : (((IdentifierSyntax)expression).Name, expression.Span, (IReadOnlyList<ExpressionSyntax>)[]);
        if (!analysis.Macros.Contains(name) || (_frame is not null && _frame.Arguments.ContainsKey(name)))
            return null;
        if (EnterMacro(expression.Span, nameSpan, name, arguments) is not { } saved)
            return new BoundBlock(expression.Span, []);
        BlockExpressionSyntax body = _frame!.Macro!.Body;
        var statements = new List<StatementSyntax>(body.Statements);
        if (body.Value is not null)
            statements.Add(new ExpressionStatementSyntax(body.Value.Span, body.Value));
        var block = new BoundBlock(expression.Span, BindInScope(statements));
        (_frame, _scope) = saved;
        return block;
    }

    private (MacroFrame? Frame, Scope Scope)? EnterMacro(TextSpan span, TextSpan nameSpan, string name, IReadOnlyList<ExpressionSyntax> arguments)
    {
        MacroSyntax? macro = analysis.Macros.Find(name, arguments);
        if (macro is null)
        {
            Error(span, $"no macro '{name}' takes these arguments", analysis.Macros.Signatures(name));
            return null;
        }

        for (MacroFrame? frame = _frame; frame is not null; frame = frame.Caller)
        {
            if (!ReferenceEquals(frame.Macro, macro))
                continue;
            Error(nameSpan, $"the macro '{name}' calls itself", "macros cannot be recursive");
            return null;
        }

        if (++_expansions > MaxExpansions)
        {
            TooMany(span);
            return null;
        }

        var named = new Dictionary<string, ExpressionSyntax>();
        for (int i = 0; i < arguments.Count; i++)
            named[macro.Parameters[i].Name] = arguments[i];
        (MacroFrame? Frame, Scope Scope) saved = (_frame, _scope);
        int id = analysis.Frame(probe.Id, _frame?.Id ?? 0, span.Start);
        _frame = new MacroFrame(id, macro, span, named, saved.Frame, saved.Scope);
        _scope = new Scope(null);
        return saved;
    }
}
