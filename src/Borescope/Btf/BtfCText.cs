using System;
using System.Globalization;
using System.IO;

namespace Borescope.Btf;

/// <summary>The text of a C header, and how much of it there may be: anonymous types that hold each other would have a text without end.</summary>
/// <param name="writer">Receives the text.</param>
/// <param name="limit">Characters after which nothing new is begun; what is begun is closed.</param>
internal sealed class BtfCText(TextWriter writer, long limit)
{
    private static readonly string Tabs = new('\t', 128);
    private long _left = limit;

    /// <summary>Whether the limit is reached.</summary>
    internal bool IsFull => _left < 0;

    /// <summary>Whether so many characters still fit; the text is full from now on when they do not.</summary>
    internal bool HasRoomFor(long characters)
    {
        if (characters > _left)
            _left = -1;
        return !IsFull;
    }

    internal BtfCText Add(string text)
    {
        writer.Write(text);
        _left -= text.Length;
        return this;
    }

    internal BtfCText Add(char letter)
    {
        writer.Write(letter);
        _left--;
        return this;
    }

    internal BtfCText Add(long number) => Add(number.ToString(CultureInfo.InvariantCulture));

    internal BtfCText Indent(int levels)
    {
        var tabs = Tabs.AsSpan(0, Math.Min(levels, Tabs.Length));
        writer.Write(tabs);
        _left -= tabs.Length;
        return this;
    }
}
