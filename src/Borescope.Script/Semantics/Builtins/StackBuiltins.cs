using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Builtins;

/// <summary>Stacks: builtin <c>kstack</c> or <c>ustack</c> whose <see cref="StackType"/> says mode and limit, whether written with parentheses or without.</summary>
internal static class StackBuiltins
{
    private const int DefaultLimit = 127;

    /// <summary>kstack.</summary>
    public static readonly BuiltinRow Kstack = new("kstack", "kstack[([bpftrace|perf|raw][, limit])]", "the kernel stack", Bind, 2, true);

    /// <summary>ustack.</summary>
    public static readonly BuiltinRow Ustack = new("ustack", "ustack[([bpftrace|perf|raw][, limit])]", "the user stack", Bind, 2, true);

    private static BoundExpression Bind(ProbeBinder binder, TextSpan span, string name, IReadOnlyList<ExpressionSyntax> arguments)
    {
        StackMode mode = binder.Analysis.Configuration.StackMode;
        long limit = DefaultLimit;
        bool hasMode = false, hasLimit = false;
        foreach (ExpressionSyntax argument in arguments)
        {
            if (!hasMode && !hasLimit && argument is IdentifierSyntax word && Mode(word.Name) is { } found)
            {
                mode = found;
                hasMode = true;
                continue;
            }

            if (argument is IdentifierSyntax other && other.Name is "build_id" or "dwarf")
                return binder.Wrong(argument.Span, $"not supported yet: {name}({((IdentifierSyntax)argument).Name})");
            if (argument is IdentifierSyntax unknown && !hasMode && Mode(unknown.Name) is null && arguments.Count > 1)
                return binder.Wrong(argument.Span, $"'{unknown.Name}' is no stack mode", "known are bpftrace, perf and raw");
            if (hasLimit)
                return binder.Wrong(argument.Span, $"{name}() takes a mode and a limit", $"write {name}(perf, 5)");
            if (binder.Literal(binder.BindExpression(argument), $"the limit of {name}") is not { } number)
                return ProbeBinder.Pending(span);
            if (number is < 1 or > DefaultLimit)
                return binder.Wrong(argument.Span, $"the limit of {name} must be from 1 to {DefaultLimit}, not {number}");
            limit = number;
            hasLimit = true;
        }

        return new BoundBuiltin(span, new StackType(name == "ustack", mode, (int)limit), name);
    }

    private static StackMode? Mode(string name) => name switch
    {
        "bpftrace" => StackMode.Bpftrace,
        "perf" => StackMode.Perf,
        "raw" => StackMode.Raw,
        _ => null,
    };
}
