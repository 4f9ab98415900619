using System;

namespace Borescope.Cli.Lab.Host;

/// <summary>Compares names such as 6.12.107+deb12 by the numbers inside.</summary>
internal static class KernelVersion
{
    /// <summary>Negative, zero or positive as <paramref name="a"/> is older than, equal to or newer than <paramref name="b"/>.</summary>
    internal static int Compare(string a, string b)
    {
        int i = 0;
        int j = 0;
        while (i < a.Length && j < b.Length)
        {
            int difference;
            if (char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j]))
            {
                difference = Number(a, ref i).CompareTo(Number(b, ref j));
            }
            else
            {
                difference = a[i++].CompareTo(b[j++]);
            }
            if (difference != 0)
            {
                return difference;
            }
        }
        return (a.Length - i).CompareTo(b.Length - j);
    }

    /// <summary>True when <paramref name="release"/> (6.12.107+deb12-cloud-amd64) is of <paramref name="version"/> (6.12).</summary>
    internal static bool IsOf(string release, string version) =>
        release.StartsWith(version, StringComparison.Ordinal) &&
        (release.Length == version.Length || !char.IsAsciiDigit(release[version.Length]));

    private static ulong Number(string text, ref int position)
    {
        ulong value = 0;
        for (; position < text.Length && char.IsAsciiDigit(text[position]); position++)
        {
            value = unchecked((value * 10) + (ulong)(text[position] - '0'));
        }
        return value;
    }
}
