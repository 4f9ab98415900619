using System.Collections.Generic;
using Borescope.Kernel;
using Borescope.Symbols;

namespace Borescope.Links;

/// <summary>Where a program shall run; plain values. One request may name many places of the same kind.</summary>
public abstract record ProbeRequest
{
    /// <summary>Mechanism that the user insists on.</summary>
    public AttachMechanism Mechanism { get; init; }

    /// <summary>Whether the program asks for its cookie: mechanisms that carry none are refused.</summary>
    public bool NeedsCookie { get; init; }

    /// <summary>The request in words: <c>kprobe:vfs_read</c>.</summary>
    public abstract string Describe();
}

/// <summary>One place in the kernel.</summary>
/// <param name="Function">Function, or empty when only an address is given.</param>
/// <param name="Module">Module, or null.</param>
/// <param name="Offset">Bytes from the function's start; must be an instruction boundary.</param>
/// <param name="Address">Absolute address, or 0.</param>
/// <param name="Cookie">Number that the program can ask for (5.15), or 0.</param>
public readonly record struct KernelTarget(string Function, string? Module = null, ulong Offset = 0, ulong Address = 0, ulong Cookie = 0)
{
    /// <summary>The place as the user would write it.</summary>
    public string Text
    {
        get
        {
            var name = Function.Length == 0 ? $"0x{Address:x}" : Module is { Length: > 0 } and not "vmlinux" ? $"{Module}:{Function}" : Function;
            return Offset == 0 ? name : $"{name}+0x{Offset:x}";
        }
    }
}

/// <summary>kprobes or kretprobes.</summary>
/// <param name="Targets">Places.</param>
/// <param name="IsReturn">Whether to run when the functions return.</param>
public sealed record KprobeRequest(IReadOnlyList<KernelTarget> Targets, bool IsReturn) : ProbeRequest
{
    /// <summary>For return probes: how many calls may be under way at once, 0 for the kernel's default. Forces the legacy mechanism.</summary>
    public int MaxActive { get; init; }

    /// <summary>Whether places that cannot be probed are left out with a note (wildcards) rather than fail the whole.</summary>
    public bool SkipFailures { get; init; }

    /// <summary>Whether one program runs at entry and, if it wants so, at return too (6.10). Only a multi link can.</summary>
    public bool IsSession { get; init; }

    /// <inheritdoc/>
    public override string Describe()
    {
        var kind = IsSession ? "kprobe session" : IsReturn ? "kretprobe" : "kprobe";
        return Targets.Count == 1 ? $"{kind}:{Targets[0].Text}" : $"{kind} on {Targets.Count} functions";
    }
}

/// <summary>fentry or fexit.</summary>
/// <param name="Function">Function.</param>
/// <param name="BtfId">BTF id of the function; 0 to find it by its name when the program is loaded.</param>
/// <param name="IsReturn">Whether to run when the function returns.</param>
public sealed record FentryRequest(string Function, uint BtfId, bool IsReturn) : ProbeRequest
{
    /// <summary>Number of the BPF program whose function is traced (5.5), 0 for the kernel's own. The program must have been loaded with types.</summary>
    public uint ProgramId { get; init; }

    /// <summary>Module whose BTF holds the id, null for the kernel itself.</summary>
    public string? Module { get; init; }

    /// <summary>Cookie (6.0), or 0.</summary>
    public ulong Cookie { get; init; }

    /// <inheritdoc/>
    public override string Describe() =>
        $"{(IsReturn ? "fexit" : "fentry")}:{(ProgramId != 0 ? $"bpf:{ProgramId}:" : Module is { Length: > 0 } ? Module + ":" : "")}{Function}";
}

/// <summary>A tracepoint with its event format.</summary>
/// <param name="Category">Group.</param>
/// <param name="Event">Event.</param>
public sealed record TracepointRequest(string Category, string Event) : ProbeRequest
{
    /// <summary>Cookie (5.15), or 0.</summary>
    public ulong Cookie { get; init; }

    /// <inheritdoc/>
    public override string Describe() => $"tracepoint:{Category}:{Event}";
}

/// <summary>A tracepoint with its raw arguments.</summary>
/// <param name="Name">Name without group.</param>
public sealed record RawTracepointRequest(string Name) : ProbeRequest
{
    /// <summary>BTF id of the typedef <c>btf_trace_NAME</c> for typed arguments, or 0.</summary>
    public uint BtfId { get; init; }

    /// <summary>Whether arguments are typed although <see cref="BtfId"/> is 0: it is then found by the name when the program is loaded.</summary>
    public bool IsTyped { get; init; }

    /// <summary>Cookie (6.10), or 0.</summary>
    public ulong Cookie { get; init; }

    /// <inheritdoc/>
    public override string Describe() => $"rawtracepoint:{Name}";
}

/// <summary>One place in a file.</summary>
/// <param name="Offset">Offset in the file, bytes.</param>
/// <param name="Name">Symbol for messages, may be empty.</param>
/// <param name="Cookie">Cookie (5.15), or 0.</param>
/// <param name="ReferenceCounterOffset">File offset of a counter that the kernel keeps while attached (4.20), or 0.</param>
public readonly record struct UserTarget(ulong Offset, string Name = "", ulong Cookie = 0, ulong ReferenceCounterOffset = 0);

/// <summary>uprobes or uretprobes in one file.</summary>
/// <param name="Path">Absolute path of the file.</param>
/// <param name="Targets">Places.</param>
/// <param name="IsReturn">Whether to run when the functions return.</param>
public sealed record UprobeRequest(string Path, IReadOnlyList<UserTarget> Targets, bool IsReturn) : ProbeRequest
{
    /// <summary>Process to limit the probes to, 0 for all.</summary>
    public int ProcessId { get; init; }

    /// <summary>Whether places that cannot be probed are left out with a note (wildcards) rather than fail the whole.</summary>
    public bool SkipFailures { get; init; }

    /// <summary>Whether one program runs at entry and, if it wants so, at return too (6.13). Only a multi link can.</summary>
    public bool IsSession { get; init; }

    /// <summary>Uprobes on static markers: the kernel keeps their semaphores above zero while the probes are there.</summary>
    /// <param name="path">File that holds them.</param>
    /// <param name="sites">The markers' sites, from <see cref="UsdtResolver"/>.</param>
    public static UprobeRequest Markers(string path, IReadOnlyList<UsdtSite> sites)
    {
        System.ArgumentNullException.ThrowIfNull(sites);
        var targets = new UserTarget[sites.Count];
        for (var index = 0; index < targets.Length; index++)
        {
            var site = sites[index];
            targets[index] = new UserTarget(site.Offset, $"{site.Provider}:{site.Name}", ReferenceCounterOffset: site.SemaphoreOffset);
        }

        return new UprobeRequest(path, targets, IsReturn: false) { Kind = "usdt" };
    }

    /// <summary>The kind of probe for messages; empty for uprobe or uretprobe.</summary>
    public string Kind { get; init; } = "";

    /// <inheritdoc/>
    public override string Describe()
    {
        var kind = Kind.Length > 0 ? Kind : IsSession ? "uprobe session" : IsReturn ? "uretprobe" : "uprobe";
        if (Targets.Count != 1)
            return $"{kind} on {Targets.Count} places of {Path}";
        return Targets[0].Name.Length > 0 ? $"{kind}:{Path}:{Targets[0].Name}" : $"{kind}:{Path}:0x{Targets[0].Offset:x}";
    }
}

/// <summary>A counter or timer.</summary>
/// <param name="Type">Class of the event.</param>
/// <param name="Config">Event within the class.</param>
/// <param name="Name">Name for messages: <c>profile:hz:99</c>.</param>
public sealed record PerfEventRequest(PerfEventType Type, ulong Config, string Name) : ProbeRequest
{
    /// <summary>Events per hit; for timers ns between hits. 0 when <see cref="Frequency"/> is given.</summary>
    public ulong Period { get; init; }

    /// <summary>Hits per second.</summary>
    public ulong Frequency { get; init; }

    /// <summary>Whether one CPU is enough (interval) rather than every online one (profile, software).</summary>
    public bool OneCpu { get; init; }

    /// <summary>Process to limit the event to, 0 for all.</summary>
    public int ProcessId { get; init; }

    /// <summary>Cookie (5.15), or 0.</summary>
    public ulong Cookie { get; init; }

    /// <summary>Breakpoint: the watched address.</summary>
    public ulong Address { get; init; }

    /// <summary>Breakpoint: bytes watched.</summary>
    public int Length { get; init; }

    /// <summary>Breakpoint: kinds of access (HW_BREAKPOINT_R 1, W 2, X 4).</summary>
    public uint Access { get; init; }

    /// <summary>A breakpoint or watchpoint of the processor.</summary>
    /// <param name="address">What is watched.</param>
    /// <param name="length">Bytes: 1, 2, 4 or 8.</param>
    /// <param name="access">Letters out of r, w and x.</param>
    /// <param name="name">Name for messages.</param>
    public static PerfEventRequest Watchpoint(ulong address, int length, string access, string name)
    {
        System.ArgumentNullException.ThrowIfNull(access);
        uint bits = 0;
        foreach (var letter in access)
            bits |= letter switch { 'r' => 1u, 'w' => 2u, 'x' => 4u, _ => throw new System.ArgumentException($"'{letter}' is no kind of access", nameof(access)) };
        return new PerfEventRequest(PerfEventType.Breakpoint, 0, name) { Address = address, Length = length, Access = bits, Period = 1 };
    }

    /// <summary>A timer on one CPU with a period in ns.</summary>
    public static PerfEventRequest Interval(ulong nanoseconds, string name) =>
        new(PerfEventType.Software, (ulong)PerfSoftwareEvent.CpuClock, name) { Period = nanoseconds, OneCpu = true };

    /// <summary>A sampling timer on every CPU with a frequency in hertz.</summary>
    public static PerfEventRequest Profile(ulong hertz, string name) =>
        new(PerfEventType.Software, (ulong)PerfSoftwareEvent.CpuClock, name) { Frequency = hertz };

    /// <inheritdoc/>
    public override string Describe() => Name;
}
