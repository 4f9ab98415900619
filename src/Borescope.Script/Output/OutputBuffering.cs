namespace Borescope.Script.Output;

/// <summary>When a <see cref="ByteSink"/> hands its bytes to its target.</summary>
public enum OutputBuffering
{
    /// <summary>At the end of a batch of events, or at 64 KiB: one write for many events, none waits longer than its batch.</summary>
    Batch,

    /// <summary>At 64 KiB and at the end of the run only (<c>-B full</c>).</summary>
    Full,

    /// <summary>After each event that ends a line (<c>-B line</c>).</summary>
    Line,

    /// <summary>After each event (<c>-B none</c>).</summary>
    None,
}
