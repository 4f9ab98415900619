using System;

namespace Borescope.Fuzz.Mutation;

/// <summary>Knows where a binary format keeps its numbers, as far as the bytes at hand follow it.</summary>
internal interface IFieldMap
{
    /// <summary>Picks a number.</summary>
    /// <param name="content">The input.</param>
    /// <param name="random">Chooses.</param>
    /// <param name="offset">Bytes from the start.</param>
    /// <param name="width">Its bytes: 1, 2, 4 or 8.</param>
    bool TryPick(ReadOnlySpan<byte> content, Random random, out int offset, out int width);

    /// <summary>Puts a whole record into the input, with the lengths around it in step.</summary>
    /// <param name="content">The input, with room behind it.</param>
    /// <param name="length">Bytes of the input, changed.</param>
    /// <param name="random">Chooses.</param>
    bool TryInsertRecord(Span<byte> content, ref int length, Random random) => false;
}
