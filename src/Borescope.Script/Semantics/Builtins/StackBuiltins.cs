using System;
using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Builtins;

/// <summary>Stacks: builtin <c>kstack</c> or <c>ustack</c> whose <see cref="StackType"/> says mode and limit, whether written with parentheses or without.</summary>
internal static class StackBuiltins
{
    /// <summary>Frames of a stack whose limit is not given.</summary>
    public const int DefaultLimit = 127;

    private static readonly (string Name, StackMode Mode)[] Modes =
        [("bpftrace", StackMode.Bpftrace), ("perf", StackMode.Perf), ("raw", StackMode.Raw), ("build_id", StackMode.BuildId)];

    /// <summary>kstack.</summary>
    public static readonly BuiltinRow Kstack = new("kstack", "kstack[([bpftrace|perf|raw][, limit])]", "the kernel stack", Bind, 2, true);

    /// <summary>ustack.</summary>
    public static readonly BuiltinRow Ustack = new("ustack", "ustack[([bpftrace|perf|raw|build_id][, limit])]", "the user stack", Bind, 2, true);

    private static BoundExpression Bind(ProbeBinder binder, TextSpan span, string name, IReadOnlyList<ExpressionSyntax> arguments)
    {
        StackMode mode = binder.Analysis.Configuration.StackMode;
        long limit = DefaultLimit;
        bool hasMode = false, hasLimit = false;
        foreach (ExpressionSyntax argument in arguments)
        {
            if (!hasMode && !hasLimit && argument is IdentifierSyntax word && Mode(word.Name) is { } found)
            {
                if (found == StackMode.BuildId && name == "kstack")
                    return binder.Wrong(argument.Span, "the kernel has no build ids for its own stack: kstack(build_id) cannot be", "write kstack(raw) for addresses, or ustack(build_id)");
                mode = found;
                hasMode = true;
                continue;
            }

            if (argument is IdentifierSyntax unknown && !hasMode && Mode(unknown.Name) is null && arguments.Count > 1)
                return binder.Wrong(argument.Span, $"'{unknown.Name}' is no stack mode", name == "ustack" ? "known are bpftrace, perf, raw and build_id" : "known are bpftrace, perf and raw");
            if (hasLimit)
                return binder.Wrong(argument.Span, $"{name}() takes a mode and a limit", $"write {name}(perf, 5)");
            if (binder.Literal(binder.BindExpression(argument), $"the limit of {name}") is not { } number)
                return ProbeBinder.Pending(span);
            if (number is < 1 or > StackType.MostFrames)
                return binder.Wrong(argument.Span, $"the limit of {name} must be from 1 to {StackType.MostFrames}, not {number}");
            limit = number;
            hasLimit = true;
        }

        if (mode == StackMode.BuildId && name == "kstack")
        {
            binder.Analysis.Diagnostics.Warning(binder.Analysis.Source, span, "stack_mode=build_id is for user stacks only: kstack shows addresses, as in mode raw");
            mode = StackMode.Raw;
        }

        return new BoundBuiltin(span, new StackType(name == "ustack", mode, Math.Min((int)limit, binder.Analysis.Model.MaxStackFrames)), name);
    }

    /// <summary>The mode of this name, null when there is none.</summary>
    public static StackMode? Mode(string name)
    {
        foreach ((string known, StackMode mode) in Modes)
        {
            if (known == name)
                return mode;
        }

        return null;
    }

    /// <summary>The name of a mode.</summary>
    public static string ModeName(StackMode mode) => Array.Find(Modes, m => m.Mode == mode).Name;
}
