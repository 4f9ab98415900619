namespace Borescope.Script.Output;

/// <summary>How output is written.</summary>
public sealed record OutputOptions
{
    /// <summary>Appended to strings that were cut (<c>str_trunc_trailer</c>).</summary>
    public string TruncationTrailer { get; init; } = "..";

    /// <summary>Strings from the kernel pass unescaped (<c>--raw</c>); JSON stays valid nevertheless.</summary>
    public bool Raw { get; init; }

    /// <summary>No messages about the run itself (<c>-q</c>); errors and lost events are told nevertheless.</summary>
    public bool Quiet { get; init; }

    /// <summary>No warnings of the script and of the run (<c>--no-warnings</c>).</summary>
    public bool NoWarnings { get; init; }
}
