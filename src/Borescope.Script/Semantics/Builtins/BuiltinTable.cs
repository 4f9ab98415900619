using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics.Builtins;

/// <summary>All builtin variables. The bound node is a BoundBuiltin with the row's name unless the row's file says otherwise.</summary>
internal static class BuiltinTable
{
    /// <summary>The rows.</summary>
    public static readonly BuiltinRow[] Rows =
    [
        TaskBuiltins.Pid,
        TaskBuiltins.Tid,
        TaskBuiltins.Uid,
        TaskBuiltins.Gid,
        TaskBuiltins.Comm,
        TaskBuiltins.Username,
        TaskBuiltins.Curtask,
        TaskBuiltins.Cgroup,
        TaskBuiltins.Ppid,
        TaskBuiltins.Pcomm,
        TaskBuiltins.LeaderTid,
        TaskBuiltins.LeaderComm,
        ClockBuiltins.Nsecs,
        ClockBuiltins.Elapsed,
        ClockBuiltins.Jiffies,
        ProcessorBuiltins.Cpu,
        ProcessorBuiltins.Ncpus,
        ProcessorBuiltins.Numaid,
        ProcessorBuiltins.Rand,
        ProcessorBuiltins.Usermode,
        ContextBuiltins.Arg,
        ContextBuiltins.StackArg,
        ContextBuiltins.Args,
        ContextBuiltins.Retval,
        ContextBuiltins.Func,
        ContextBuiltins.Probe,
        ContextBuiltins.ProbeType,
        ContextBuiltins.Ctx,
        StackBuiltins.Kstack,
        StackBuiltins.Ustack,
        ChildBuiltins.Cpid,
        ChildBuiltins.HasCpid,
    ];

    /// <summary>The row of a name; <c>arg0</c>, <c>arg1</c> … are one row, <c>sarg0</c>, <c>sarg1</c> … another.</summary>
    public static BuiltinRow? Find(string name)
    {
        if (ReservedNames.IsNumberedArgument(name))
            return name[0] == 's' ? ContextBuiltins.StackArg : ContextBuiltins.Arg;
        foreach (BuiltinRow row in Rows)
        {
            if (row.Name == name && row != ContextBuiltins.Arg && row != ContextBuiltins.StackArg)
                return row;
        }

        return null;
    }
}
