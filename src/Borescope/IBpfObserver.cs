namespace Borescope;

/// <summary>Told what happens to a <see cref="BpfObject"/>, for instance to log it. Calls come from the thread that causes them, those about losses from the reader's.</summary>
public interface IBpfObserver
{
    /// <summary>A program was attached.</summary>
    /// <param name="program">Name.</param>
    /// <param name="target">Where, as the user would write it.</param>
    /// <param name="plan">By which mechanism, and why.</param>
    void OnAttached(string program, string target, string plan);

    /// <summary>Records did not fit into a buffer.</summary>
    /// <param name="map">The buffer's name.</param>
    /// <param name="records">How many more than when it was last told.</param>
    void OnLost(string map, ulong records);
}
