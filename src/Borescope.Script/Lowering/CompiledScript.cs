using System.Collections.Generic;
using Borescope.Script.Binding;

namespace Borescope.Script.Lowering;

/// <summary>A script compiled to BPF: what to load, where to attach it and how to read what it sends.</summary>
public sealed class CompiledScript
{
    /// <summary>The bound script it was made from.</summary>
    public required BoundProgram Source { get; init; }

    /// <summary>Meaning of the events, by the index at the start of each record.</summary>
    public required IReadOnlyList<EventAction> Actions { get; init; }

    /// <summary>Texts of all attach points, by cookie: what <c>probe</c> prints.</summary>
    public required IReadOnlyList<string> AttachPointNames { get; init; }
}
