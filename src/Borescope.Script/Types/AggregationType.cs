namespace Borescope.Script.Types;

/// <summary>The map functions that aggregate.</summary>
public enum AggregationKind
{
    /// <summary><c>count()</c>: u64.</summary>
    Count,

    /// <summary><c>sum(n)</c>: s64 or u64.</summary>
    Sum,

    /// <summary><c>min(n)</c>: value at 0, u64 1 when set at 8.</summary>
    Min,

    /// <summary><c>max(n)</c>: as min.</summary>
    Max,

    /// <summary><c>avg(n)</c>: total at 0, u64 count at 8.</summary>
    Avg,

    /// <summary><c>stats(n)</c>: as avg.</summary>
    Stats,

    /// <summary><c>hist(n, bits)</c>: one u64 per bucket.</summary>
    Hist,

    /// <summary><c>lhist(n, min, max, step)</c>: one u64 per bucket: below min, the steps, max and above.</summary>
    LinearHist,
}

/// <summary>The value type of a map fed by an aggregating function. The map is per-CPU; each CPU's value has the layout of <see cref="Kind"/>.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Signed">Whether the aggregated values are signed (count: false).</param>
/// <param name="Bits">hist: buckets per power of two are 2^Bits (0 to 5).</param>
/// <param name="Minimum">lhist: lower bound.</param>
/// <param name="Maximum">lhist: upper bound.</param>
/// <param name="Step">lhist: width of a bucket.</param>
public sealed record AggregationType(AggregationKind Kind, bool Signed, int Bits = 0, long Minimum = 0, long Maximum = 0, long Step = 1) : ScriptType
{
    /// <summary>Number of buckets of hist and lhist; 0 for the others.</summary>
    /// <remarks>hist: index 0 for negatives; 1+v for v &lt; 2^k; else 1+((msb-k+1)&lt;&lt;k)+next k bits (k = Bits), msb up to 63.</remarks>
    public int Buckets => Kind switch
    {
        AggregationKind.Hist => 1 + ((64 - Bits + 1) << Bits),
        AggregationKind.LinearHist => (int)((Maximum - Minimum + Step - 1) / Step) + 2,
        _ => 0,
    };

    /// <inheritdoc/>
    public override int Size => Kind switch
    {
        AggregationKind.Count or AggregationKind.Sum => 8,
        AggregationKind.Hist or AggregationKind.LinearHist => 8 * Buckets,
        _ => 16,
    };

    /// <summary>Whether a script can read the value back as an integer (count, sum, min, max, avg).</summary>
    public bool IsReadable => Kind is AggregationKind.Count or AggregationKind.Sum or AggregationKind.Min or AggregationKind.Max or AggregationKind.Avg;

    /// <inheritdoc/>
    public override string Name => Kind switch
    {
        AggregationKind.LinearHist => "lhist_t",
        _ => Kind.ToString().ToLowerInvariant() + "_t",
    };
}
