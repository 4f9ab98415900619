namespace Borescope.Objects;

/// <summary>How a program says it wants to be attached, by the name of its section.</summary>
public enum ProgramAttach
{
    /// <summary>Not by itself: the program's user has to.</summary>
    None,

    /// <summary><c>kprobe/function[+offset]</c>.</summary>
    Kprobe,

    /// <summary><c>kretprobe/function</c>.</summary>
    Kretprobe,

    /// <summary><c>kprobe.multi/pattern</c>.</summary>
    KprobeMulti,

    /// <summary><c>kretprobe.multi/pattern</c>.</summary>
    KretprobeMulti,

    /// <summary><c>kprobe.session/pattern</c>: entry and return.</summary>
    KprobeSession,

    /// <summary><c>ksyscall/name</c>: the kernel's function for a system call.</summary>
    Ksyscall,

    /// <summary><c>kretsyscall/name</c>.</summary>
    Kretsyscall,

    /// <summary><c>uprobe/file:function[+offset]</c>.</summary>
    Uprobe,

    /// <summary><c>uretprobe/file:function</c>.</summary>
    Uretprobe,

    /// <summary><c>uprobe.multi/file:pattern</c>.</summary>
    UprobeMulti,

    /// <summary><c>uretprobe.multi/file:pattern</c>.</summary>
    UretprobeMulti,

    /// <summary><c>uprobe.session/file:pattern</c>: entry and return.</summary>
    UprobeSession,

    /// <summary><c>usdt/file:provider:name</c>.</summary>
    Usdt,

    /// <summary><c>tracepoint/category/event</c>.</summary>
    Tracepoint,

    /// <summary><c>raw_tp/event</c>.</summary>
    RawTracepoint,

    /// <summary><c>tp_btf/event</c>.</summary>
    TypedTracepoint,

    /// <summary><c>fentry/function</c>.</summary>
    Fentry,

    /// <summary><c>fexit/function</c>.</summary>
    Fexit,

    /// <summary><c>fmod_ret/function</c>.</summary>
    ModifyReturn,

    /// <summary><c>lsm/hook</c>.</summary>
    SecurityHook,

    /// <summary><c>iter/kind</c>.</summary>
    Iterator,

    /// <summary><c>perf_event</c>: by default the CPU clock.</summary>
    PerfEvent,
}
