using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Diagnostics;
using Borescope.Script.Semantics.Builtins;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

/// <summary>Binds the block of one probe in one pass. Rows of the tables of builtins and functions work through it.</summary>
internal sealed partial class ProbeBinder(Analysis analysis, ProbeContext probe)
{
    // Deep enough for any script a person writes, shallow enough for every later recursion over the tree.
    private const int MaxDepth = 300;
    private const int MaxExpansions = 20_000;

    private Scope _scope = new(null);
    private MacroFrame? _frame;
    private int _depth;
    private int _expansions;
    private int _loops;
    private int _forLoops;

    /// <summary>What all probes share.</summary>
    public Analysis Analysis => analysis;

    /// <summary>The probe.</summary>
    public ProbeContext Probe => probe;

    /// <summary>Whether the code is the body of a for loop, which only return leaves for good.</summary>
    public bool InForLoop => _forLoops > 0;

    /// <summary>Binds the block; a predicate becomes an if around it.</summary>
    public BoundBlock Bind()
    {
        BlockSyntax body = probe.Syntax.Body;
        if (probe.Syntax.Predicate is not { } predicate)
            return BindBlock(body);
        BoundExpression condition = ToBool(BindExpression(predicate));
        return new BoundBlock(body.Span, [new BoundIf(predicate.Span, condition, BindBlock(body), null)]);
    }

    /// <summary>Reports an error; inside of macros with the calls that led there.</summary>
    public void Error(TextSpan span, string message, params string[] hints) => Report(DiagnosticSeverity.Error, span, message, hints);

    /// <summary>Reports a warning.</summary>
    public void Warning(TextSpan span, string message, params string[] hints) => Report(DiagnosticSeverity.Warning, span, message, hints);

    /// <summary>Reports an error and gives an expression that stands for the wrong one.</summary>
    public BoundExpression Wrong(TextSpan span, string message, params string[] hints)
    {
        Error(span, message, hints);
        return Pending(span);
    }

    /// <summary>An expression of which nothing is known.</summary>
    public static BoundExpression Pending(TextSpan span) => new BoundConstant(span, PendingType.Instance, 0);

    /// <summary>Whether nothing is known of an expression: its error has been reported, or a later pass will know.</summary>
    public static bool IsPending(BoundExpression expression) => expression.Type is PendingType;

    /// <summary>The name of a type in messages: without the open sign of literals.</summary>
    public static string NameOf(ScriptType type) => type switch
    {
        StringType => "string",
        BufferType => "buffer",
        ProbeNameType => "probe name",
        StackType stack => StackName(stack),
        _ => LiteralTypes.Settle(type).Name,
    };

    // Stacks of different modes or limits are different types.
    private static string StackName(StackType type) => (type.Mode, type.Limit) switch
    {
        (StackMode.Bpftrace, StackBuiltins.DefaultLimit) => type.Name,
        (StackMode.Bpftrace, _) => $"{type.Name}({type.Limit})",
        (_, StackBuiltins.DefaultLimit) => $"{type.Name}({StackBuiltins.ModeName(type.Mode)})",
        _ => $"{type.Name}({StackBuiltins.ModeName(type.Mode)}, {type.Limit})",
    };

    private void Report(DiagnosticSeverity severity, TextSpan span, string message, string[] hints)
    {
        var calls = new List<TextSpan>();
        for (MacroFrame? frame = _frame; frame is not null && calls.Count < 8; frame = frame.Caller)
            calls.Add(frame.Call);
        analysis.Diagnostics.Add(new Diagnostic(severity, analysis.Source, span, message, hints, calls));
    }
}
