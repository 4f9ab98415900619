using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>strerror, signal_name, syscall_name, cgroup_path: a conversion of the number to <see cref="NumberNameType"/>; a string when the number is known.</summary>
internal static class NumberNameFunctions
{
    /// <summary>strerror.</summary>
    public static readonly FunctionRow Strerror = Row("strerror", "text of an error number", NumberNameKind.Error);

    /// <summary>signal_name.</summary>
    public static readonly FunctionRow SignalName = Row("signal_name", "name of a signal", NumberNameKind.Signal);

    /// <summary>syscall_name.</summary>
    public static readonly FunctionRow SyscallName = Row("syscall_name", "name of a system call", NumberNameKind.SystemCall);

    /// <summary>cgroup_path.</summary>
    public static readonly FunctionRow CgroupPath = new("cgroup_path", "cgroup_path(id[, filter])", "path of a cgroup", 1, 2, BindCgroupPath);

    /// <summary>A number as the name it stands for.</summary>
    public static BoundExpression Name(ProbeBinder binder, TextSpan span, BoundExpression value, NumberNameType type, string what)
    {
        BoundExpression number = binder.ToInteger(value, what);
        if (ProbeBinder.IsPending(number))
            return number;
        return number is BoundConstant constant && NumberNames.Find(type.Kind, constant.Value) is { } name
            ? ProbeBinder.Text(span, name)
            : new BoundConversion(span, type, number);
    }

    private static FunctionRow Row(string name, string documentation, NumberNameKind kind) =>
        new(name, $"{name}(number)", documentation, 1, 1, (binder, call) =>
            Name(binder, call.Span, binder.BindExpression(call.Arguments[0]), new NumberNameType(kind), $"the argument of {name}()"));

    private static BoundExpression BindCgroupPath(ProbeBinder binder, CallSyntax call)
    {
        string? filter = call.Arguments.Count > 1 ? binder.LiteralText(call.Arguments[1], "the filter of cgroup_path()") : "";
        return filter is null
            ? ProbeBinder.Pending(call.Span)
            : Name(binder, call.Span, binder.BindExpression(call.Arguments[0]), new NumberNameType(NumberNameKind.Cgroup, filter), "the id of a cgroup");
    }
}
