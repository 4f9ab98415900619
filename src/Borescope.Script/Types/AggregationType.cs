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

    /// <summary>
    /// <c>tseries(n, interval, count)</c>: a ring of intervals of 24 bytes each: u64 number of the interval plus 1 at 0 (0: never used), the value at 8 (avg: the
    /// total), and at 16 the time of the last value, for avg how many there were.
    /// </summary>
    TimeSeries,
}

/// <summary>What a time series makes of several values in one interval.</summary>
public enum SeriesFunction
{
    /// <summary>The last one counts.</summary>
    Last,

    /// <summary>Their average.</summary>
    Avg,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The largest.</summary>
    Max,

    /// <summary>Their sum.</summary>
    Sum,
}

/// <summary>The value type of a map fed by an aggregating function. The map is per-CPU; each CPU's value has the layout of <see cref="Kind"/>.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Signed">Whether the aggregated values are signed (count: false).</param>
/// <param name="Bits">hist: buckets per power of two are 2^Bits (0 to 5). tseries: the <see cref="Function"/>.</param>
/// <param name="Minimum">lhist: lower bound.</param>
/// <param name="Maximum">lhist: upper bound. tseries: the <see cref="Intervals"/>.</param>
/// <param name="Step">lhist: width of a bucket. tseries: nanoseconds of an interval.</param>
public sealed record AggregationType(AggregationKind Kind, bool Signed, int Bits = 0, long Minimum = 0, long Maximum = 0, long Step = 1) : ScriptType
{
    /// <summary>Bytes of an interval of a time series.</summary>
    public const int IntervalSize = 24;

    /// <summary>tseries: intervals that are kept.</summary>
    public int Intervals => (int)Maximum;

    /// <summary>tseries: what is made of several values.</summary>
    public SeriesFunction Function => (SeriesFunction)Bits;

    /// <summary>The type of a time series.</summary>
    /// <param name="signed">Whether the values are signed.</param>
    /// <param name="interval">Nanoseconds of an interval.</param>
    /// <param name="count">How many are kept.</param>
    /// <param name="function">What is made of several values.</param>
    public static AggregationType Series(bool signed, long interval, int count, SeriesFunction function) =>
        new(AggregationKind.TimeSeries, signed, (int)function, 0, count, interval);

    /// <summary>Number of buckets of hist and lhist; 0 for the others.</summary>
    /// <remarks>hist: index 0 for negatives; 1+v for v &lt; 2^k; else 1+((msb-k+1)&lt;&lt;k)+next k bits (k = Bits), msb up to 63.
    /// lhist: whole steps only; what is left between the last one and the maximum counts as above.</remarks>
    public int Buckets => Kind switch
    {
        AggregationKind.Hist => 1 + ((64 - Bits + 1) << Bits),
        AggregationKind.LinearHist => (int)((Maximum - Minimum) / Step) + 2,
        _ => 0,
    };

    /// <inheritdoc/>
    public override int Size => Kind switch
    {
        AggregationKind.Count or AggregationKind.Sum => 8,
        AggregationKind.Hist or AggregationKind.LinearHist => 8 * Buckets,
        AggregationKind.TimeSeries => IntervalSize * Intervals,
        _ => 16,
    };

    /// <summary>Whether a script can read the value back as an integer (count, sum, min, max, avg).</summary>
    public bool IsReadable => Kind is AggregationKind.Count or AggregationKind.Sum or AggregationKind.Min or AggregationKind.Max or AggregationKind.Avg;

    /// <inheritdoc/>
    public override string Name => Kind switch
    {
        AggregationKind.LinearHist => "lhist_t",
        AggregationKind.TimeSeries => "tseries_t",
        _ => Kind.ToString().ToLowerInvariant() + "_t",
    };
}
