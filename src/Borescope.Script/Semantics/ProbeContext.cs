using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

/// <summary>A block and the attach points it is bound for together.</summary>
internal sealed class ProbeContext(int id, ProbeSyntax syntax, ProbeProvider provider)
{
    /// <summary>Tells the variables of one expansion of a block from those of another.</summary>
    public int Id { get; } = id;

    /// <summary>The block.</summary>
    public ProbeSyntax Syntax { get; } = syntax;

    /// <summary>Provider of all attach points.</summary>
    public ProbeProvider Provider { get; } = provider;

    /// <summary>The attach points.</summary>
    public List<AttachPoint> Points { get; } = [];

    /// <summary>The struct of <c>args</c>, once asked for; null where there is none.</summary>
    public StructType? Arguments { get; set; }

    /// <summary>Why <c>args</c> is not there; null when not asked for or found.</summary>
    public string? ArgumentsProblem { get; set; }

    /// <summary>Arguments by name that are there and cannot be read, and why.</summary>
    public IReadOnlyDictionary<string, string>? UnreadableArguments { get; set; }

    /// <summary>Type of <c>retval</c>.</summary>
    public ScriptType? ReturnType { get; set; }

    /// <summary>Whether <see cref="Arguments"/> and <see cref="ReturnType"/> have been looked up.</summary>
    public bool IsResolved { get; set; }

    /// <summary>Whether the block used <c>args</c> or a typed <c>retval</c>.</summary>
    public bool UsesArguments { get; set; }

    /// <summary>Whether the kernel must know the types of the context (see <see cref="BoundProbe.NeedsTypedContext"/>).</summary>
    public bool NeedsTypedContext { get; set; }

    /// <summary>Whether the context begins with the registers of what was probed or interrupted.</summary>
    public bool HasRegisters => Provider is
        ProbeProvider.Kprobe or ProbeProvider.Kretprobe or ProbeProvider.Uprobe or ProbeProvider.Uretprobe or ProbeProvider.Usdt
        or ProbeProvider.Profile or ProbeProvider.Interval or ProbeProvider.Software or ProbeProvider.Hardware or ProbeProvider.Watchpoint;

    /// <summary>Whose memory a pointer without further knowledge points to.</summary>
    public AddressSpace DefaultSpace => Provider switch
    {
        ProbeProvider.Uprobe or ProbeProvider.Uretprobe or ProbeProvider.Usdt => AddressSpace.User,
        ProbeProvider.Iter => AddressSpace.Kernel,
        ProbeProvider.Tracepoint when Points.Count > 0 && Points[0].Category == "syscalls" => AddressSpace.User,
        _ => AddressSpace.Unknown,
    };

    /// <summary>Whose memory a pointer to a struct points to: kernel functions are handed kernel structs.</summary>
    public AddressSpace StructSpace => Provider switch
    {
        ProbeProvider.Kprobe or ProbeProvider.Kretprobe or ProbeProvider.Fentry or ProbeProvider.Fexit or ProbeProvider.RawTracepoint => AddressSpace.Kernel,
        ProbeProvider.Tracepoint when DefaultSpace == AddressSpace.Unknown => AddressSpace.Kernel,
        _ => DefaultSpace,
    };
}
