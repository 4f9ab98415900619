using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>cgroupid: folded to a uint64 constant.</summary>
internal static class CgroupFunctions
{
    /// <summary>cgroupid.</summary>
    public static readonly FunctionRow CgroupId = new("cgroupid", "cgroupid(\"path\")", "id of a cgroup v2 directory", 1, 1, Bind);

    private static BoundExpression Bind(ProbeBinder binder, CallSyntax call)
    {
        string? path = binder.LiteralText(call.Arguments[0], "the path of cgroupid()");
        if (path is null)
            return ProbeBinder.Pending(call.Span);
        return binder.Analysis.Model.CgroupId(path) is { } id
            ? new BoundConstant(call.Span, IntegerType.UInt64, (long)id)
            : binder.Wrong(call.Arguments[0].Span, $"'{path}' is no cgroup directory", "cgroup v2 is mounted at /sys/fs/cgroup");
    }
}
