using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Builtins;

/// <summary>
/// Builtins about the current task. <c>username</c> is bound as builtin <c>uid</c> of <see cref="UserNameType"/>; <c>ppid</c>, <c>pcomm</c>, <c>leader_tid</c>
/// and <c>leader_comm</c> as fields of <c>curtask</c>; the others as builtins of their names.
/// </summary>
internal static class TaskBuiltins
{
    /// <summary>pid.</summary>
    public static readonly BuiltinRow Pid = Namespaced("pid", "process id (thread group id)");

    /// <summary>tid.</summary>
    public static readonly BuiltinRow Tid = Namespaced("tid", "thread id");

    /// <summary>uid.</summary>
    public static readonly BuiltinRow Uid = Plain("uid", "uint64", "user id", IntegerType.UInt64);

    /// <summary>gid.</summary>
    public static readonly BuiltinRow Gid = Plain("gid", "uint64", "group id", IntegerType.UInt64);

    /// <summary>comm.</summary>
    public static readonly BuiltinRow Comm = new("comm", "comm[(tid)]: string[16]", "name of the thread", BindComm, 1);

    /// <summary>username.</summary>
    public static readonly BuiltinRow Username = new(
        "username", "username: username_t", "name of the user", static (_, span, _, _) => new BoundBuiltin(span, UserNameType.Instance, "uid"));

    /// <summary>cgroup.</summary>
    public static readonly BuiltinRow Cgroup = Plain("cgroup", "uint64", "cgroup v2 id", IntegerType.UInt64);

    /// <summary>curtask.</summary>
    public static readonly BuiltinRow Curtask = new("curtask", "curtask: struct task_struct *", "the current task", static (binder, span, _, _) => Task(binder, span));

    /// <summary>ppid.</summary>
    public static readonly BuiltinRow Ppid = FromTask("ppid", "int32", "process id of the parent", "real_parent", "tgid");

    /// <summary>pcomm.</summary>
    public static readonly BuiltinRow Pcomm = FromTask("pcomm", "string[16]", "name of the parent", "real_parent", "comm");

    /// <summary>leader_tid.</summary>
    public static readonly BuiltinRow LeaderTid = FromTask("leader_tid", "int32", "thread id of the process's first thread", "group_leader", "pid");

    /// <summary>leader_comm.</summary>
    public static readonly BuiltinRow LeaderComm = FromTask("leader_comm", "string[16]", "name of the process's first thread", "group_leader", "comm");

    /// <summary>A builtin that is nothing but its name and type.</summary>
    public static BuiltinRow Plain(string name, string type, string documentation, ScriptType value) =>
        new(name, $"{name}: {type}", documentation, (_, span, _, _) => new BoundBuiltin(span, value, name));

    // pid(init) is counted in the first PID namespace, pid(curr_ns) in the tracer's own.
    private static BuiltinRow Namespaced(string name, string documentation) =>
        new(name, $"{name}[(init|curr_ns)]: uint32", documentation, (binder, span, _, arguments) =>
        {
            string mode = "";
            if (arguments.Count == 1)
            {
                mode = arguments[0] is IdentifierSyntax word ? word.Name : "";
                if (mode is not ("init" or "curr_ns"))
                    return binder.Wrong(arguments[0].Span, "this is no PID namespace", "known are init and curr_ns");
            }

            return new BoundBuiltin(span, IntegerType.UInt32, name, 0, mode);
        }, 1);

    private static BoundExpression BindComm(ProbeBinder binder, TextSpan span, string name, IReadOnlyList<ExpressionSyntax> arguments) => arguments.Count == 0
        ? new BoundBuiltin(span, new StringType(16), "comm")
        : Functions.NumberNameFunctions.Name(binder, span, binder.BindExpression(arguments[0]), new NumberNameType(NumberNameKind.Task), "the argument of comm()");

    private static BoundExpression Task(ProbeBinder binder, TextSpan span)
    {
        StructType? task = binder.Analysis.Types.FindStruct("task_struct", false);
        return new BoundBuiltin(span, task is null ? IntegerType.UInt64 : new PointerType(task, AddressSpace.Kernel), "curtask");
    }

    private static BuiltinRow FromTask(string name, string type, string documentation, string first, string second) =>
        new(name, $"{name}[(task)]: {type}", documentation, (binder, span, _, arguments) => Walk(binder, span, name, arguments, first, second), 1);

    private static BoundExpression Walk(ProbeBinder binder, TextSpan span, string name, IReadOnlyList<ExpressionSyntax> arguments, string first, string second)
    {
        BoundExpression place = arguments.Count == 0 ? Task(binder, span) : binder.BindExpression(arguments[0]);
        if (ProbeBinder.IsPending(place))
            return place;
        if (arguments.Count > 0 && place.Type is not PointerType { Target: StructType { Name: "struct task_struct" } })
            return binder.Wrong(arguments[0].Span, $"{name}() takes a 'struct task_struct *', not a value of type '{ProbeBinder.NameOf(place.Type)}'");
        foreach (string field in new[] { first, second })
        {
            if (place.Type is not PointerType { Target: StructType structure } || structure.Find(field) is not { } found)
                return binder.Wrong(span, $"'{name}' needs the kernel's BTF, which has no task_struct.{field}");
            place = new BoundField(span, found.Type, binder.Dereference(span, place), found);
        }

        return place;
    }
}
