namespace Borescope.Script.Lowering;

/// <summary>What goes wrong in a probe and is counted there.</summary>
public enum CountedFailure
{
    /// <summary>An event did not fit into the ring buffer.</summary>
    LostEvent,

    /// <summary>A map had no room for an update.</summary>
    FullMap,

    /// <summary>An element that was to be deleted is not there.</summary>
    MissingElement,
}
