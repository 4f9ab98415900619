using System;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Script.Semantics.Typing;

/// <summary>Finds names that may have been meant.</summary>
public static class Suggestions
{
    private const int MaxLength = 64;

    /// <summary>A hint "did you mean …?" with up to three near names; empty when none is near.</summary>
    public static string[] Hint(string name, IEnumerable<string> known)
    {
        List<string> near = Near(name, known, 3);
        if (near.Count == 0)
            return [];
        var text = new StringBuilder("did you mean ");
        for (int i = 0; i < near.Count; i++)
            text.Append(i == 0 ? "'" : i == near.Count - 1 ? " or '" : ", '").Append(near[i]).Append('\'');
        return [text.Append('?').ToString()];
    }

    /// <summary>The nearest names, best first.</summary>
    public static List<string> Near(string name, IEnumerable<string> known, int most)
    {
        var found = new List<(string Name, int Distance)>();
        int limit = Math.Max(1, name.Length / 3);
        foreach (string candidate in known)
        {
            int distance = Distance(name, candidate, limit);
            if (distance > limit || candidate == name)
                continue;
            int at = found.Count;
            while (at > 0 && found[at - 1].Distance > distance)
                at--;
            if (at >= most || found.Exists(f => f.Name == candidate))
                continue;
            found.Insert(at, (candidate, distance));
            if (found.Count > most)
                found.RemoveAt(most);
        }

        var names = new List<string>(found.Count);
        foreach ((string candidate, _) in found)
            names.Add(candidate);
        return names;
    }

    // Damerau-Levenshtein distance with neighbours swapped as one step; gives up above the limit.
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit || a.Length > MaxLength || b.Length > MaxLength)
            return int.MaxValue;
        Span<int> before = stackalloc int[MaxLength + 1], last = stackalloc int[MaxLength + 1], row = stackalloc int[MaxLength + 1];
        for (int j = 0; j <= b.Length; j++)
            last[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            last.CopyTo(before);
            row.CopyTo(last);
        }

        return last[b.Length];
    }
}
