using System;

namespace Borescope.Script.Syntax;

/// <summary>Names of builtins, which decide whether <c>(name) x</c> is a cast, and of functions, which no macro of C replaces. The tables of builtins and functions hold the same names; a test compares both.</summary>
internal static class ReservedNames
{
    /// <summary>Names of integer types in the kernel and in C, which make <c>(name) -1</c> a cast.</summary>
    public static readonly string[] IntegerTypes =
    [
        "s8", "s16", "s32", "s64", "u8", "u16", "u32", "u64", "__s8", "__s16", "__s32", "__s64", "__u8", "__u16", "__u32", "__u64",
        "int8_t", "int16_t", "int32_t", "int64_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t", "size_t", "ssize_t", "uintptr_t", "intptr_t",
        "pid_t", "uid_t", "gid_t",
    ];

    /// <summary>All builtins except <c>argN</c> and <c>sargN</c>.</summary>
    public static readonly string[] Builtins =
    [
        "pid", "tid", "uid", "gid", "nsecs", "elapsed", "cpu", "ncpus", "numaid", "comm", "pcomm", "leader_comm", "leader_tid", "ppid",
        "kstack", "ustack", "args", "retval", "func", "probe", "probetype", "curtask", "rand", "cgroup", "cpid", "has_cpid", "username",
        "jiffies", "usermode", "ctx",
    ];

    /// <summary>All functions.</summary>
    public static readonly string[] Functions =
    [
        "count", "sum", "avg", "min", "max", "stats", "hist", "lhist", "tseries", "static_assert", "fail", "assert", "assert_str", "buf", "cgroupid",
        "delete", "exit", "find", "printf", "errorf", "warnf", "system", "cat", "debugf", "default_str_length", "getopt", "join", "write_user", "path", "socket_cookie",
        "kfunc_exist", "kfunc_allowed", "len", "clear", "zero", "has_key", "ntop", "pton", "macaddr", "bswap", "strerror", "signal_name", "syscall_name", "cgroup_path",
        "skboutput", "is_err", "percpu_kaddr", "container_of", "print", "reg", "signal", "signal_thread", "override", "str", "strncmp", "strcontains", "globmatch", "strstr", "strlen",
        "strcap", "memcmp", "str_concat", "ksym", "usym", "kaddr", "time", "strftime", "is_str", "is_ptr", "is_unsigned_integer", "is_array", "is_integer", "is_literal", "typeinfo",
        "uaddr", "unwatch", "kptr", "uptr", "dw_ustack",
    ];

    /// <summary>Whether a name is a builtin.</summary>
    public static bool IsBuiltin(string name) => Array.IndexOf(Builtins, name) >= 0 || IsNumberedArgument(name);

    /// <summary>Whether a name is <c>arg0</c>, <c>arg1</c> … or <c>sarg0</c>, <c>sarg1</c> …</summary>
    public static bool IsNumberedArgument(string name)
    {
        string argument = name.StartsWith('s') ? name[1..] : name;
        if (argument.Length is < 4 or > 6 || !argument.StartsWith("arg", StringComparison.Ordinal))
            return false;
        foreach (char c in argument.AsSpan(3))
        {
            if (!char.IsAsciiDigit(c))
                return false;
        }

        return true;
    }
}
