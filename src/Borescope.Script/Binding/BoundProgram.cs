using System.Collections.Generic;
using Borescope.Script.Types;

namespace Borescope.Script.Binding;

/// <summary>A script after semantic analysis: every name resolved, every type known, every attach point expanded. The only thing lowering reads.</summary>
public sealed class BoundProgram
{
    /// <summary>Probes in source order (expansions of one block stay together, in match order).</summary>
    public required IReadOnlyList<BoundProbe> Probes { get; init; }

    /// <summary>All maps of the script, in order of first appearance.</summary>
    public required IReadOnlyList<MapSymbol> Maps { get; init; }

    /// <summary>Settings of the config block, merged with the environment.</summary>
    public required ScriptConfiguration Configuration { get; init; }

    /// <summary>Parameters that the script reads with <c>getopt()</c>, by name.</summary>
    public IReadOnlyList<Semantics.NamedParameter> NamedParameters { get; init; } = [];
}

/// <summary>One block of code and where it is attached.</summary>
/// <remarks>
/// kprobe, kretprobe, uprobe and uretprobe: one probe for all attach points of a block as long as the code is the same for each
/// (<c>probe</c> does not prevent that, it is told apart by cookie). fentry, fexit, tracepoint and rawtracepoint: one probe per attach point.
/// </remarks>
public sealed class BoundProbe
{
    /// <summary>Where it is attached; all of the same provider.</summary>
    public required IReadOnlyList<AttachPoint> AttachPoints { get; init; }

    /// <summary>The code; a predicate has become an if around it.</summary>
    public required BoundBlock Body { get; init; }

    /// <summary>Struct of the context for <c>args</c> (tracepoint format, BTF prototype); null where there is none.</summary>
    public StructType? Arguments { get; init; }

    /// <summary>Whether a raw tracepoint is attached by its BTF type, because the code hands its arguments to helpers that take typed pointers only (5.5).</summary>
    public bool NeedsTypedContext { get; init; }

    /// <summary>Whether the script asks for addresses of kernel data: then pointers that do not say whose memory they lead to may lead there from user code, too.</summary>
    public bool TakesKernelAddresses { get; init; }
}

/// <summary>What <c>let @m = kind(entries)</c> asks for.</summary>
public enum DeclaredMapKind
{
    /// <summary>A hash, declared or not.</summary>
    Hash,

    /// <summary>A hash that drops what was used least recently when it is full.</summary>
    LruHash,

    /// <summary>An array: keys from 0, all elements exist.</summary>
    Array,
}

/// <summary>A map of the script.</summary>
public sealed class MapSymbol(string name)
{
    /// <summary>Name with its <c>@</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Key type; null for scalar maps. Integer keys are 8 bytes wide; several keys are a tuple.</summary>
    public ScriptType? KeyType { get; set; }

    /// <summary>Value type. Plain integers are 8 bytes wide; aggregations have an <see cref="AggregationType"/>.</summary>
    public ScriptType? ValueType { get; set; }

    /// <summary>Most entries.</summary>
    public int MaxEntries { get; set; }

    /// <summary>What its declaration asks for. Whether each CPU has its own values follows from what the map holds.</summary>
    public DeclaredMapKind Declared { get; set; }

    /// <summary>Whether the script only counts in it, prints it as a whole and clears it: no statement asks for a single element.</summary>
    public bool IsTally { get; set; }
}

/// <summary>A scratch variable <c>$x</c> (or a loop variable); one symbol per declaration, shared by all uses in its scope.</summary>
public sealed class VariableSymbol(string name)
{
    /// <summary>Name with its <c>$</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The join of all assigned types.</summary>
    public ScriptType? Type { get; set; }
}
