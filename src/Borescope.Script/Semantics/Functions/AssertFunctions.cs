using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>static_assert and fail: decided at compile time; static_assert leaves the constant true.</summary>
internal static class AssertFunctions
{
    /// <summary>static_assert.</summary>
    public static readonly FunctionRow StaticAssert = new("static_assert", "static_assert(condition[, \"message\"])", "refuses the script unless a constant condition holds", 1, 2, BindAssert);

    /// <summary>fail.</summary>
    public static readonly FunctionRow Fail = new("fail", "fail(\"message\")", "refuses the script", 1, 1, BindFail);

    /// <summary>assert.</summary>
    public static readonly FunctionRow Assert = new("assert", "assert(condition[, \"message\"])", "ends the script with an error unless a condition holds", 1, 2, BindRuntimeAssert);

    // if (!condition) { errorf("message"); exit(1); }
    private static BoundExpression BindRuntimeAssert(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression condition = binder.ToBool(binder.BindExpression(call.Arguments[0]));
        string? message = call.Arguments.Count > 1 ? binder.LiteralText(call.Arguments[1], "the message of assert()") : "assertion failed";
        if (ProbeBinder.IsPending(condition) || message is null)
            return ProbeBinder.Pending(call.Span);
        if (binder.InMapLoop)
            return binder.Wrong(call.Span, "assert() cannot be called in a for loop over a map");
        BoundString format = ProbeBinder.Text(call.Span, message.Replace("%", "%%", System.StringComparison.Ordinal) + "\n");
        var report = new BoundExpressionStatement(call.Span, new BoundCall(call.Span, VoidType.Instance, "errorf", [format]));
        var exit = new BoundCall(call.Span, VoidType.Instance, "exit", [new BoundConstant(call.Span, IntegerType.Int64, 1)]);
        return new BoundConditional(
            call.Span, VoidType.Instance, condition, new BoundConstant(call.Span, VoidType.Instance, 0), new BoundBlockExpression(call.Span, VoidType.Instance, [report], exit));
    }

    private static BoundExpression BindAssert(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression condition = binder.ToBool(binder.BindExpression(call.Arguments[0]));
        string? message = call.Arguments.Count > 1 ? binder.LiteralText(call.Arguments[1], "the message of static_assert()") : "";
        if (ProbeBinder.IsPending(condition) || message is null)
            return ProbeBinder.Pending(call.Span);
        if (condition is not BoundConstant known)
            return binder.Wrong(call.Arguments[0].Span, "the condition of static_assert() is not known at compile time");
        return known.Value != 0
            ? new BoundConstant(call.Span, BoolType.Instance, 1)
            : binder.Wrong(call.Span, message.Length > 0 ? $"assertion failed: {message}" : "assertion failed");
    }

    private static BoundExpression BindFail(ProbeBinder binder, CallSyntax call) =>
        binder.LiteralText(call.Arguments[0], "the message of fail()") is { } message ? binder.Wrong(call.Span, message) : ProbeBinder.Pending(call.Span);
}
