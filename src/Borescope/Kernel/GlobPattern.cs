using System;
using System.Text;

namespace Borescope.Kernel;

/// <summary>A name pattern with <c>*</c>, <c>?</c> and <c>[a-z]</c>, matched against whole names without backtracking over more than one star.</summary>
public readonly struct GlobPattern
{
    private readonly byte[] _pattern;

    /// <summary>Prepares a pattern.</summary>
    public GlobPattern(string pattern)
    {
        _pattern = Encoding.UTF8.GetBytes(pattern);
        Text = pattern;
    }

    /// <summary>The pattern as written.</summary>
    public string Text { get; }

    /// <summary>Whether a text has pattern characters at all.</summary>
    public static bool IsPattern(ReadOnlySpan<char> text) => text.IndexOfAny("*?[") >= 0;

    /// <summary>Whether the pattern matches the whole name.</summary>
    public bool IsMatch(ReadOnlySpan<char> name)
    {
        Span<byte> buffer = name.Length <= 256 ? stackalloc byte[768] : new byte[name.Length * 3];
        return IsMatch(buffer[..Encoding.UTF8.GetBytes(name, buffer)]);
    }

    /// <summary>Whether the pattern matches the whole name.</summary>
    public bool IsMatch(ReadOnlySpan<byte> name)
    {
        var pattern = _pattern.AsSpan();
        int position = 0, at = 0, star = -1, starAt = 0;
        while (at < name.Length)
        {
            if (position < pattern.Length && pattern[position] == (byte)'*')
            {
                star = position++;
                starAt = at;
            }
            else if (position < pattern.Length && MatchOne(pattern, ref position, name[at]))
            {
                at++;
            }
            else if (star >= 0)
            {
                position = star + 1;
                at = ++starAt;
            }
            else
            {
                return false;
            }
        }

        return pattern[position..].TrimStart((byte)'*').IsEmpty;
    }

    private static bool MatchOne(ReadOnlySpan<byte> pattern, ref int position, byte value)
    {
        var token = pattern[position];
        var close = token == (byte)'[' ? pattern[position..].IndexOf((byte)']') : -1;
        if (close <= 1)
        {
            if (token != value && token != (byte)'?')
                return false;
            position++;
            return true;
        }

        var set = pattern.Slice(position + 1, close - 1);
        var negated = set[0] is (byte)'!' or (byte)'^';
        if (negated)
            set = set[1..];
        var found = false;
        for (var index = 0; index < set.Length; index++)
        {
            if (index + 2 < set.Length && set[index + 1] == (byte)'-')
            {
                found |= value >= set[index] && value <= set[index + 2];
                index += 2;
            }
            else
            {
                found |= value == set[index];
            }
        }

        if (found == negated)
            return false;
        position += close + 1;
        return true;
    }
}
