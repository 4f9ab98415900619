namespace Borescope.Sources.Reads;

/// <summary>A piece of a source: bytes from <paramref name="Start"/> to before <paramref name="End"/>.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="End">Behind the last; 0 when the piece is not written in the source as one (macros of headers, pasted names).</param>
internal readonly record struct SourceRange(int Start, int End)
{
    /// <summary>Whether it can be edited.</summary>
    internal bool IsWritten => End > Start;
}
