using System.Collections.Generic;

namespace Borescope.Script.Output;

/// <summary>What was not seen during a run, told at its end. Zero counts are not told.</summary>
public sealed record RunSummary
{
    /// <summary>Events that found the buffer full, over the whole run.</summary>
    public long LostEvents { get; init; }

    /// <summary>Probe hits that ran no program, by attach point: recursion, or more simultaneous returns than instances.</summary>
    public IReadOnlyList<RunCount> MissedHits { get; init; } = [];

    /// <summary>Updates refused because a map was full, by map name.</summary>
    public IReadOnlyList<RunCount> FullMaps { get; init; } = [];
}

/// <summary>A count of one attach point or map.</summary>
/// <param name="Name">Attach point or map.</param>
/// <param name="Count">How often.</param>
public readonly record struct RunCount(string Name, long Count);
