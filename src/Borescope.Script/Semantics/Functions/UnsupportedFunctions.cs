namespace Borescope.Script.Semantics.Functions;

/// <summary>Functions of the language that are not supported yet: known by name so that a script is told so.</summary>
internal static class UnsupportedFunctions
{
    /// <summary>The rows.</summary>
    public static readonly FunctionRow[] Rows =
    [
        Row("tseries", "tseries(n, interval, count[, \"avg|min|max|sum\"])", "time series"),
        Row("find", "find(@m, key, $value)", "looks up a key and stores its value"),
        Row("strstr", "strstr(haystack, needle)", "position of a string in another"),
        Row("strlen", "strlen(s)", "length of a string"),
        Row("strcap", "strcap(s)", "most bytes of a string"),
        Row("memcmp", "memcmp(a, b, n)", "compares memory"),
        Row("str_concat", "str_concat(a, b)", "joins strings"),
        Row("strerror", "strerror(errno)", "text of an error number"),
        Row("signal_name", "signal_name(n)", "name of a signal"),
        Row("syscall_name", "syscall_name(n)", "name of a system call"),
        Row("uaddr", "uaddr(\"symbol\")", "address of a user symbol"),
        Row("percpu_kaddr", "percpu_kaddr(\"symbol\"[, cpu])", "address of a per-CPU variable"),
        Row("dw_ustack", "dw_ustack([limit])", "user stack unwound by .eh_frame"),
        Row("cgroup_path", "cgroup_path(id[, filter])", "path of a cgroup"),
        Row("write_user", "write_user(d, s, n)", "writes memory of the process"),
        Row("path", "path(p[, n])", "path of a struct path"),
        Row("skboutput", "skboutput(file, skb, length, offset)", "writes a packet to a pcap file"),
        Row("socket_cookie", "socket_cookie(sk)", "cookie of a socket"),
        Row("typeinfo", "typeinfo(e)", "kind and name of a type"),
        Row("is_err", "is_err(p)", "whether a pointer is an error value"),
        Row("container_of", "container_of(p, T, field)", "the struct around a field"),
        Row("assert", "assert(condition[, message])", "ends the script unless a condition holds"),
        Row("kfunc_exist", "kfunc_exist(\"name\")", "whether the kernel has a kfunc"),
        Row("kfunc_allowed", "kfunc_allowed(\"name\")", "whether the probe may call a kfunc"),
        Row("unwatch", "unwatch(address)", "removes a watchpoint"),
    ];

    private static FunctionRow Row(string name, string signature, string documentation) => new(name, signature, documentation, 0, 127, null);
}
