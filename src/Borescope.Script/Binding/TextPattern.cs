using System;
using System.Collections.Generic;
using Borescope.Script.Syntax;

namespace Borescope.Script.Binding;

/// <summary>
/// A pattern of globmatch() as a machine that steps once per byte: bit n of its state says that the first n characters of the pattern, stars left out, are matched.
/// Syntax: any bytes, <c>?</c>, <c>*</c>, <c>[a-z]</c>, <c>[!a-z]</c>, <c>\</c> in front of what shall stand for itself.
/// </summary>
internal sealed class TextPattern
{
    /// <summary>Most characters of a pattern, stars left out.</summary>
    public const int MaxCharacters = 63;

    private readonly long[] _accepts = new long[256];

    private TextPattern()
    {
    }

    /// <summary>For each byte the characters of the pattern that accept it: bit n for the one behind the first n.</summary>
    public ReadOnlySpan<long> Accepts => _accepts;

    /// <summary>States that any byte keeps: where a star stands.</summary>
    public long Stars { get; private set; }

    /// <summary>Characters, stars left out: the bit of the state that says that all is matched.</summary>
    public int Length { get; private set; }

    /// <summary>Reads a pattern; null when it has too many characters.</summary>
    public static TextPattern? Parse(string text)
    {
        var pattern = new TextPattern();
        byte[] bytes = ScriptText.Bytes(text);
        for (int at = 0; at < bytes.Length;)
        {
            if (bytes[at] == '*')
            {
                pattern.Stars |= 1L << pattern.Length;
                at++;
                continue;
            }

            if (pattern.Length == MaxCharacters)
                return null;
            pattern.Accept(bytes, ref at);
        }

        return pattern;
    }

    /// <summary>Whether a text matches, computed here.</summary>
    public bool Matches(string text)
    {
        long state = 1;
        foreach (byte b in ScriptText.Bytes(text))
            state = ((state & _accepts[b]) << 1) | (state & Stars);
        return (state >> Length & 1) != 0;
    }

    private void Accept(byte[] bytes, ref int at)
    {
        long bit = 1L << Length++;
        switch ((char)bytes[at])
        {
            case '?':
                for (int b = 1; b < 256; b++)
                    _accepts[b] |= bit;
                at++;
                return;
            case '[' when ReadClass(bytes, at + 1, out int end) is { } members:
                foreach (byte member in members)
                    _accepts[member] |= bit;
                at = end;
                return;
            case '\\' when at + 1 < bytes.Length:
                at++;
                break;
        }

        _accepts[bytes[at++]] |= bit;
    }

    // What is between brackets; null when they are not closed, and '[' means itself. A ']' in the first place is a member.
    private static List<byte>? ReadClass(byte[] bytes, int at, out int end)
    {
        end = 0;
        bool negated = at < bytes.Length && bytes[at] == '!';
        int first = negated ? at + 1 : at;
        var listed = new bool[256];
        for (at = first; at < bytes.Length && (bytes[at] != ']' || at == first);)
        {
            bool isRange = at + 2 < bytes.Length && bytes[at + 1] == '-' && bytes[at + 2] != ']';
            for (int b = bytes[at]; b <= bytes[isRange ? at + 2 : at]; b++)
                listed[b] = true;
            at += isRange ? 3 : 1;
        }

        if (at >= bytes.Length)
            return null;
        end = at + 1;
        var members = new List<byte>();
        for (int b = 1; b < 256; b++)
        {
            if (listed[b] != negated)
                members.Add((byte)b);
        }

        return members;
    }
}
