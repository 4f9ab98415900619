namespace Borescope.Script.Syntax;

/// <summary>A stretch of the source text, in UTF-16 code units.</summary>
/// <param name="Start">First character.</param>
/// <param name="Length">Number of characters.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>Behind the last character.</summary>
    public int End => Start + Length;

    /// <summary>The span from the start of one to the end of another.</summary>
    public static TextSpan FromTo(TextSpan first, TextSpan last) => new(first.Start, last.End - first.Start);
}
