using System;
using Borescope.Fuzz.Engine;

namespace Borescope.Fuzz.Targets;

/// <summary>One reader of text.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Seeds">Texts to start from.</param>
/// <param name="Words">Pieces that the format is made of.</param>
/// <param name="Read">Reads an input.</param>
internal sealed record TextReaderRow(string Name, string[] Seeds, string[] Words, TextReaderRow.Reader Read)
{
    internal delegate void Reader(ReadOnlySpan<byte> content, Observer seen);
}
