using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>static_assert, assert_str and fail: decided at compile time; the first two leave the constant true.</summary>
internal static class AssertFunctions
{
    /// <summary>static_assert.</summary>
    public static readonly FunctionRow StaticAssert = new("static_assert", "static_assert(condition[, \"message\"])", "refuses the script unless a constant condition holds", 1, 2, BindAssert);

    /// <summary>fail.</summary>
    public static readonly FunctionRow Fail = new("fail", "fail(format, …)", "refuses the script; the values must be literals", 1, 128, BindFail);

    /// <summary>assert.</summary>
    public static readonly FunctionRow Assert = new("assert", "assert(condition[, \"message\"])", "ends the script with an error unless a condition holds", 1, 2, BindRuntimeAssert);

    /// <summary>assert_str.</summary>
    public static readonly FunctionRow AssertString = new("assert_str", "assert_str(value)", "refuses the script unless a value is a string", 1, 1, BindAssertString);

    // if (!condition) { errorf("message"); exit(1); }
    private static BoundExpression BindRuntimeAssert(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression condition = binder.ToBool(binder.BindExpression(call.Arguments[0]));
        string? message = call.Arguments.Count > 1 ? binder.LiteralText(call.Arguments[1], "the message of assert()") : "assertion failed";
        if (ProbeBinder.IsPending(condition) || message is null)
            return ProbeBinder.Pending(call.Span);
        if (binder.InForLoop)
            return binder.Wrong(call.Span, "assert() cannot be called in a for loop");
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

    private static BoundExpression BindAssertString(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression value = binder.BindExpression(call.Arguments[0]);
        if (ProbeBinder.IsPending(value))
            return value;
        return value.Type is StringType or PointerType { Target: IntegerType { Bytes: 1 } } or ArrayType { Element: IntegerType { Bytes: 1 } }
            ? new BoundConstant(call.Span, BoolType.Instance, 1)
            : binder.Wrong(call.Arguments[0].Span, $"assertion failed: a value of type '{ProbeBinder.NameOf(value.Type)}' is no string");
    }

    private static BoundExpression BindFail(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression bound = FormatFunctions.Bind(binder, call);
        if (bound is not BoundCall { Arguments: var arguments })
            return bound;
        for (int i = 1; i < arguments.Count; i++)
        {
            if (arguments[i] is not (BoundConstant or BoundString))
                return binder.Wrong(call.Arguments[i].Span, "the values of fail() must be literals: it is decided at compile time");
        }

        return binder.Wrong(call.Span, ConstantFormat.Text(arguments).TrimEnd('\n'));
    }
}
