using Borescope.Symbols;

namespace Borescope.Script.Binding;

/// <summary>Probe providers.</summary>
public enum ProbeProvider
{
    /// <summary>Runs once before anything is attached.</summary>
    Begin,

    /// <summary>Runs once after everything is detached.</summary>
    End,

    /// <summary>Kernel function or instruction.</summary>
    Kprobe,

    /// <summary>Return of a kernel function.</summary>
    Kretprobe,

    /// <summary>Entry of a kernel function through a BPF trampoline.</summary>
    Fentry,

    /// <summary>Exit of a kernel function through a BPF trampoline.</summary>
    Fexit,

    /// <summary>Kernel tracepoint with its event format.</summary>
    Tracepoint,

    /// <summary>Kernel tracepoint with its raw arguments.</summary>
    RawTracepoint,

    /// <summary>User function or instruction.</summary>
    Uprobe,

    /// <summary>Return of a user function.</summary>
    Uretprobe,

    /// <summary>Timer on one CPU.</summary>
    Interval,

    /// <summary>Timer on every CPU.</summary>
    Profile,

    /// <summary>Kernel software event.</summary>
    Software,

    /// <summary>Event of the processor.</summary>
    Hardware,

    /// <summary>Access to an address.</summary>
    Watchpoint,

    /// <summary>Static marker of a program or library.</summary>
    Usdt,

    /// <summary>Walk over kernel objects.</summary>
    Iter,

    /// <summary>Signal to the tracer itself.</summary>
    Self,

    /// <summary>Test of a script: runs with <c>--test</c> only.</summary>
    Test,

    /// <summary>Benchmark of a script: runs with <c>--bench</c> only.</summary>
    Bench,
}

/// <summary>Units of a timer's period.</summary>
public enum PeriodUnit
{
    /// <summary>Nanoseconds between ticks (s, ms, us and duration forms are converted).</summary>
    Nanoseconds,

    /// <summary>Ticks per second, by the frequency mode of perf.</summary>
    Hertz,

    /// <summary>Events between hits (software).</summary>
    Events,
}

/// <summary>One fully resolved place where a probe is attached: no wildcards, no parameters.</summary>
public sealed record AttachPoint
{
    /// <summary>Provider.</summary>
    public required ProbeProvider Provider { get; init; }

    /// <summary>The attach point as bpftrace prints it for <c>probe</c>: <c>kprobe:vfs_read</c>, <c>tracepoint:syscalls:sys_enter_openat</c>, <c>interval:s:1</c>.</summary>
    public required string Text { get; init; }

    /// <summary>Kernel function or user symbol; empty when only an address is given.</summary>
    public string Function { get; init; } = "";

    /// <summary>Kernel module (<c>vmlinux</c> or empty: the kernel itself), for k(ret)probes and fentry/fexit.</summary>
    public string Module { get; init; } = "";

    /// <summary>Number of the BPF program whose function this is (fentry, fexit); 0: a function of the kernel.</summary>
    public uint ProgramId { get; init; }

    /// <summary>Bytes behind the function's start; for a user address without symbol the address in the file.</summary>
    public ulong Offset { get; init; }

    /// <summary>Absolute kernel address, 0 when by name; of a watchpoint the watched address.</summary>
    public ulong Address { get; init; }

    /// <summary>Absolute path of the probed file, for u(ret)probes.</summary>
    public string Path { get; init; } = "";

    /// <summary>Place of a u(ret)probe in its file, bytes from the start; 0 when it is still to be looked up by name.</summary>
    public ulong FileOffset { get; init; }

    /// <summary>Category of a tracepoint (<c>syscalls</c>); of a raw tracepoint its module or empty; of a marker its namespace.</summary>
    public string Category { get; init; } = "";

    /// <summary>
    /// Event of a tracepoint; a software or hardware event in its long form (<c>page-faults</c>); a marker's name; the kind of object of an iterator;
    /// the name of a test or benchmark; the kinds of access of a watchpoint (<c>rw</c>).
    /// </summary>
    public string Event { get; init; } = "";

    /// <summary>Period of timers and software events.</summary>
    public ulong Period { get; init; }

    /// <summary>Unit of <see cref="Period"/>.</summary>
    public PeriodUnit Unit { get; init; }

    /// <summary>True when the point came out of a wildcard: a failure to attach it is a warning, not an error.</summary>
    public bool FromWildcard { get; init; }

    /// <summary>BTF id of the function's FUNC (fentry, fexit, iter) or of the <c>btf_trace_</c> typedef (rawtracepoint); 0 when unknown.</summary>
    public uint BtfId { get; init; }

    /// <summary>Bytes that a watchpoint watches: 1, 2, 4 or 8.</summary>
    public int Length { get; init; }

    /// <summary>The site of a marker: where its arguments are and what switches it on.</summary>
    public UsdtSite? Marker { get; init; }

    /// <summary>Path in a BPF file system that an iterator is pinned at; empty to read it at once.</summary>
    public string Pin { get; init; } = "";
}
