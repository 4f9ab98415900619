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
    public static readonly BuiltinRow Pid = Plain("pid", "uint32", "process id (thread group id)", IntegerType.UInt32);

    /// <summary>tid.</summary>
    public static readonly BuiltinRow Tid = Plain("tid", "uint32", "thread id", IntegerType.UInt32);

    /// <summary>uid.</summary>
    public static readonly BuiltinRow Uid = Plain("uid", "uint64", "user id", IntegerType.UInt64);

    /// <summary>gid.</summary>
    public static readonly BuiltinRow Gid = Plain("gid", "uint64", "group id", IntegerType.UInt64);

    /// <summary>comm.</summary>
    public static readonly BuiltinRow Comm = Plain("comm", "string[16]", "name of the thread", new StringType(16));

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

    private static BoundExpression Task(ProbeBinder binder, TextSpan span)
    {
        StructType? task = binder.Analysis.Types.FindStruct("task_struct", false);
        return new BoundBuiltin(span, task is null ? IntegerType.UInt64 : new PointerType(task, AddressSpace.Kernel), "curtask");
    }

    private static BuiltinRow FromTask(string name, string type, string documentation, string first, string second) =>
        new(name, $"{name}: {type}", documentation, (binder, span, _, _) => Walk(binder, span, name, first, second));

    private static BoundExpression Walk(ProbeBinder binder, TextSpan span, string name, string first, string second)
    {
        BoundExpression place = Task(binder, span);
        foreach (string field in new[] { first, second })
        {
            if (place.Type is not PointerType { Target: StructType structure } || structure.Find(field) is not { } found)
                return binder.Wrong(span, $"'{name}' needs the kernel's BTF, which has no task_struct.{field}");
            place = new BoundField(span, found.Type, binder.Dereference(span, place), found);
        }

        return place;
    }
}
