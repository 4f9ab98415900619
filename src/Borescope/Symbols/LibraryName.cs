using System;
using System.Text;

namespace Borescope.Symbols;

/// <summary>How well a library's file name answers to the short name that a user wrote.</summary>
internal static class LibraryName
{
    internal const int NoMatch = int.MaxValue;

    /// <summary>0 for the same name, then <c>NAME.so</c>, <c>NAME.so.6</c>, <c>NAME-2.36.so</c>, then the same with <c>lib</c> in front.</summary>
    internal static int Rank(ReadOnlySpan<byte> file, string wanted)
    {
        Span<byte> buffer = wanted.Length <= 128 ? stackalloc byte[384] : new byte[wanted.Length * 3];
        ReadOnlySpan<byte> name = buffer[..Encoding.UTF8.GetBytes(wanted, buffer)];
        var rank = RankExact(file, name);
        if (rank != NoMatch)
            return rank;
        return file.StartsWith("lib"u8) && RankExact(file[3..], name) is var short_ and > 0 and < NoMatch ? short_ + 4 : NoMatch;
    }

    private static int RankExact(ReadOnlySpan<byte> file, ReadOnlySpan<byte> name)
    {
        if (!file.StartsWith(name))
            return NoMatch;
        var rest = file[name.Length..];
        if (rest.IsEmpty)
            return 0;
        if (rest.SequenceEqual(".so"u8))
            return 1;
        if (rest.StartsWith(".so."u8))
            return 2;
        return rest.Length > 4 && rest[0] == (byte)'-' && (uint)(rest[1] - '0') <= 9 && rest.EndsWith(".so"u8) ? 3 : NoMatch;
    }
}
