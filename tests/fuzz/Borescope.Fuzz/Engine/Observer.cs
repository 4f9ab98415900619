using System;
using System.Collections.Generic;
using System.Numerics;

namespace Borescope.Fuzz.Engine;

/// <summary>
/// What an input reached, in the place of measured coverage: the words of diagnostics, and the magnitudes of counts. An input that reaches something
/// for the first time joins the corpus.
/// </summary>
internal sealed class Observer
{
    // Some diagnostics quote the input: their words would never be all known.
    private const int MaxTexts = 1000;

    private readonly HashSet<ulong> _known = [];
    private int _texts;
    private bool _isNew;

    internal int Features => _known.Count;

    internal void Begin() => _isNew = false;

    /// <summary>Whether anything since <see cref="Begin"/> was seen for the first time.</summary>
    internal bool End() => _isNew;

    /// <summary>A count of something, by magnitude.</summary>
    internal void Count(int place, long count) => Add(((ulong)(uint)place << 8) | (uint)(count < 0 ? 65 : 64 - BitOperations.LeadingZeroCount((ulong)count)));

    /// <summary>One of a few values.</summary>
    internal void Value(int place, long value) => Add(((ulong)(uint)place << 32) ^ (ulong)value ^ (1ul << 62));

    /// <summary>Words, without the numbers and names in them: letters that follow quotes or digits do not count.</summary>
    internal void Text(string? text)
    {
        if (text is null || _texts >= MaxTexts)
            return;
        var hash = 14695981039346656037ul;
        var words = 0;
        foreach (var range in text.AsSpan(0, Math.Min(text.Length, 400)).Split(' '))
        {
            var word = text.AsSpan()[range];
            if (words++ > 40 || !IsWord(word))
                continue;
            foreach (var letter in word)
                hash = unchecked((hash ^ letter) * 1099511628211ul);
        }

        var before = _known.Count;
        Add(hash | (1ul << 63));
        _texts += _known.Count - before;
    }

    private static bool IsWord(ReadOnlySpan<char> word)
    {
        foreach (var letter in word)
        {
            if (!char.IsAsciiLetter(letter) && letter is not (',' or '.' or ':' or ';'))
                return false;
        }

        return true;
    }

    private void Add(ulong feature) => _isNew |= _known.Add(feature);
}
