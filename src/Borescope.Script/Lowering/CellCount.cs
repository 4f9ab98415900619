using Borescope.Script.Syntax;

namespace Borescope.Script.Lowering;

/// <summary>What a cell of the counters map counts; cells that would count the same are one.</summary>
/// <param name="Failure">What went wrong.</param>
/// <param name="Map">Name of the map; empty where there is none.</param>
/// <param name="Place">Where in the script, when the places are told apart.</param>
public sealed record CellCount(CountedFailure Failure, string Map = "", TextSpan Place = default)
{
    /// <summary>What the first cell counts.</summary>
    public static readonly CellCount LostEvents = new(CountedFailure.LostEvent);
}
