using System.Collections.Generic;
using Borescope.Compiler;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;

namespace Borescope.Script.Lowering;

/// <summary>A script compiled to BPF: what to load, where to attach it and how to read what it sends.</summary>
public sealed class CompiledScript
{
    /// <summary>Name of the ring buffer that events arrive in.</summary>
    public const string EventsMapName = ".events";

    /// <summary>Name of the perf event array that packets arrive in.</summary>
    public const string PacketsMapName = ".packets";

    /// <summary>Name of the one-value array of u64 cells (see <see cref="Cells"/>).</summary>
    public const string CountersMapName = ".counters";

    /// <summary>The source text.</summary>
    public required ScriptSource Text { get; init; }

    /// <summary>The bound script it was made from.</summary>
    public required BoundProgram Source { get; init; }

    /// <summary>The programs with their code and BTF.</summary>
    public required CompiledModule Module { get; init; }

    /// <summary>One entry per program of <see cref="Module"/>, in its order.</summary>
    public required IReadOnlyList<CompiledProbe> Probes { get; init; }

    /// <summary>How each map is kept in the kernel.</summary>
    public required IReadOnlyDictionary<MapSymbol, MapStorage> Maps { get; init; }

    /// <summary>The stack-trace maps that are needed.</summary>
    public required IReadOnlyList<StackShape> StackShapes { get; init; }

    /// <summary>Whether the ring buffer is needed.</summary>
    public required bool UsesEvents { get; init; }

    /// <summary>Whether the perf buffers of packets are needed.</summary>
    public required bool UsesPackets { get; init; }

    /// <summary>Whether it shows functions of processes, as stacks or alone: their mappings are needed.</summary>
    public required bool UsesUserAddresses { get; init; }

    /// <summary>Meaning of the events, by the index at the start of each record.</summary>
    public required IReadOnlyList<EventAction> Actions { get; init; }

    /// <summary>Texts of all attach points, by cookie: what <c>probe</c> prints.</summary>
    public required IReadOnlyList<string> AttachPointNames { get; init; }

    /// <summary>The u64 cells of the counters map; the first counts lost events.</summary>
    public required IReadOnlyList<CounterCell> Cells { get; init; }

    /// <summary>The intermediate form in front of all passes; empty unless <see cref="LoweringOptions.KeepIrText"/> asks for it.</summary>
    public string IrText { get; init; } = "";
}

/// <summary>A probe and the program made of it.</summary>
/// <param name="Probe">The probe.</param>
/// <param name="Cookies">Cookie of each of its attach points.</param>
/// <param name="UsesCookie">Whether the code asks for the cookie, so that every attach point must be given its own.</param>
/// <param name="UsesFunctionAddress">Whether the code asks for the probed function's address.</param>
/// <param name="SendsEvents">Whether the code sends events.</param>
public sealed record CompiledProbe(BoundProbe Probe, IReadOnlyList<int> Cookies, bool UsesCookie, bool UsesFunctionAddress, bool SendsEvents);
