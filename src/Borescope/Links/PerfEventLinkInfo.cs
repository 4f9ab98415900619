using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>A link to a perf event: kprobe, uprobe, tracepoint, counter or timer. Kernels before 6.6 tell nothing about the event.</summary>
/// <param name="Id">Number.</param>
/// <param name="ProgramId">Number of the program.</param>
/// <param name="Kind">What the event is.</param>
/// <param name="Name">Function of a kprobe, file of a uprobe, name of a tracepoint; else empty.</param>
/// <param name="Offset">Bytes from the start of the function or file.</param>
/// <param name="Address">Address of a kprobe; 0 where the kernel hides addresses.</param>
/// <param name="Missed">Hits missed, for kprobes (6.7).</param>
/// <param name="Cookie">Cookie, 0 when there is none or the kernel does not say (before 6.9).</param>
public sealed record PerfEventLinkInfo(
    uint Id, uint ProgramId, PerfEventLinkKind Kind, string Name, uint Offset, ulong Address, ulong? Missed, ulong Cookie)
    : LinkInfo(Id, BpfLinkType.PerfEvent, ProgramId)
{
    /// <summary>Class of a counter or timer.</summary>
    public PerfEventType EventType { get; init; }

    /// <summary>Event within the class.</summary>
    public ulong EventConfig { get; init; }

    /// <inheritdoc/>
    public override string Target => Kind switch
    {
        PerfEventLinkKind.Uprobe or PerfEventLinkKind.Uretprobe => $"{Word}:{Name}:0x{Offset:x}",
        PerfEventLinkKind.Kprobe or PerfEventLinkKind.Kretprobe => Offset == 0 ? $"{Word}:{Name}" : $"{Word}:{Name}+0x{Offset:x}",
        PerfEventLinkKind.Tracepoint => $"{Word}:{Name}",
        PerfEventLinkKind.Event => $"event {EventType}:{EventConfig}",
        _ => $"perf event link {Id}",
    };

    private string Word => Kind switch
    {
        PerfEventLinkKind.Uprobe => "uprobe",
        PerfEventLinkKind.Uretprobe => "uretprobe",
        PerfEventLinkKind.Kprobe => "kprobe",
        PerfEventLinkKind.Kretprobe => "kretprobe",
        _ => "tracepoint",
    };
}
