using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

/// <summary>A value inside an event record.</summary>
/// <param name="Type">Its type, which gives its layout.</param>
/// <param name="Offset">Bytes from the start of the record.</param>
public sealed record EventField(ScriptType Type, int Offset)
{
    /// <summary>Whether the script itself says the number: it comes from nobody else.</summary>
    public bool IsLiteral { get; init; }
}

/// <summary>
/// What user space does when an event arrives. An event record starts with the u32 index of its action in
/// <see cref="CompiledScript.Actions"/>, then u32 zero; fields follow at their offsets, 8 at the least.
/// </summary>
public abstract record EventAction
{
    /// <summary>Where the call stands in the script.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>Bytes of the record.</summary>
    public required int RecordSize { get; init; }
}

/// <summary>printf, errorf, warnf, system, cat, debugf: a format and its arguments.</summary>
/// <param name="Kind">The function's name.</param>
/// <param name="Format">The format string.</param>
/// <param name="Arguments">Values of the conversions, in order.</param>
public sealed record FormatAction(string Kind, string Format, IReadOnlyList<EventField> Arguments) : EventAction;

/// <summary>print(x) of a value.</summary>
/// <param name="Value">The value.</param>
public sealed record PrintValueAction(EventField Value) : EventAction;

/// <summary>print(@m[k]) of a map whose value lives per CPU: the key is in the record, user space reads the element.</summary>
/// <param name="Map">The map.</param>
/// <param name="Key">The key.</param>
public sealed record PrintMapElementAction(MapSymbol Map, EventField Key) : EventAction;

/// <summary>print(@m, top, div): u64 top at 8 and u64 div at 16, 0 when not given.</summary>
/// <param name="Map">The map.</param>
public sealed record PrintMapAction(MapSymbol Map) : EventAction;

/// <summary>clear(@m).</summary>
/// <param name="Map">The map.</param>
public sealed record ClearMapAction(MapSymbol Map) : EventAction;

/// <summary>zero(@m).</summary>
/// <param name="Map">The map.</param>
public sealed record ZeroMapAction(MapSymbol Map) : EventAction;

/// <summary>time(format) in the local time zone.</summary>
/// <param name="Format">strftime(3) format.</param>
public sealed record TimeAction(string Format) : EventAction;

/// <summary>join(argv, sep): u32 count at 8, then <paramref name="MaxArguments"/> strings of <paramref name="ArgumentSize"/> bytes each from 16 on.</summary>
/// <param name="Separator">Between arguments.</param>
/// <param name="MaxArguments">Most strings.</param>
/// <param name="ArgumentSize">Bytes of each.</param>
public sealed record JoinAction(string Separator, int MaxArguments, int ArgumentSize) : EventAction;

/// <summary>
/// skboutput(): comes through the buffer of packets. u64 time of the boot clock (ns) at 8, u64 length that was asked for at 16, u64 bytes of the packet that
/// were copied at 24; they follow from 32 on.
/// </summary>
/// <param name="File">The pcap file.</param>
/// <param name="Offset">Bytes of the packet that are left out.</param>
public sealed record PacketAction(string File, int Offset) : EventAction
{
    /// <summary>Where the time is.</summary>
    public const int TimeAt = 8;

    /// <summary>Where the length is that was asked for.</summary>
    public const int LengthAt = 16;

    /// <summary>Where the number of bytes is that follow.</summary>
    public const int CopiedAt = 24;

    /// <summary>Bytes before the packet.</summary>
    public const int HeaderSize = 32;

    /// <summary>Most bytes of a packet: a record of a perf buffer has less than 64 KiB.</summary>
    public const int MaxCopied = 65_280;
}

/// <summary>exit(code): s64 code at 8.</summary>
public sealed record ExitAction : EventAction;

/// <summary>What went wrong at run time inside a probe.</summary>
public enum RuntimeErrorKind
{
    /// <summary>Divide or modulo by 0.</summary>
    DivideByZero,

    /// <summary>Array index outside of the bounds.</summary>
    OutOfBounds,

    /// <summary>A BPF helper failed; s64 return code at 8.</summary>
    HelperError,
}

/// <summary>A runtime error at <see cref="EventAction.Span"/>.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Helper">Name of the helper that failed; else empty.</param>
public sealed record RuntimeErrorAction(RuntimeErrorKind Kind, string Helper = "") : EventAction;
