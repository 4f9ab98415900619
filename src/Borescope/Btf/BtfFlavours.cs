using System;
using System.Collections.Generic;
using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>
/// Names with flavours: everything from the last triple underscore on only tells versions of a type apart (<c>task_struct___old</c>), so that a
/// program can describe a kernel type several times.
/// </summary>
internal static class BtfFlavours
{
    /// <summary>The name without its flavour.</summary>
    internal static ReadOnlySpan<byte> Essential(ReadOnlySpan<byte> name)
    {
        for (var at = name.Length - 5; at >= 0; at--)
        {
            if (IsSeparator(name[at..]))
                return name[..(at + 1)];
        }

        return name;
    }

    /// <summary>All types of a blob (not of its base) of a kind whose essential name is the one given; both kinds of enumerations count as one.</summary>
    internal static void Find(BtfSpec spec, ReadOnlySpan<byte> essential, BtfKind kind, List<BtfType> found)
    {
        var offsets = new HashSet<uint>();
        for (var blob = spec; blob is not null; blob = blob.Base)
            FindNames(blob, essential, offsets);
        if (offsets.Count == 0)
            return;
        for (var id = spec.FirstId; id < spec.EndId; id++)
        {
            var record = spec.Record(id);
            if (offsets.Contains(BtfLayout.Word(record, 0)) && AreAlike(spec.KindAt(id), kind))
                found.Add(spec[id]);
        }
    }

    /// <summary>Whether two kinds can stand for the same thing.</summary>
    internal static bool AreAlike(BtfKind left, BtfKind right) =>
        left == right || (left is BtfKind.Enum or BtfKind.Enum64 && right is BtfKind.Enum or BtfKind.Enum64);

    private static bool IsSeparator(ReadOnlySpan<byte> text) =>
        text[0] != (byte)'_' && text[1] == (byte)'_' && text[2] == (byte)'_' && text[3] == (byte)'_' && text[4] != (byte)'_';

    private static void FindNames(BtfSpec blob, ReadOnlySpan<byte> essential, HashSet<uint> offsets)
    {
        var strings = blob.StringBytes;
        var position = 0;
        while (position < strings.Length && strings[position..].IndexOf(essential) is var hit and >= 0)
        {
            var start = position + hit;
            position = start + 1;
            if (start > 0 && strings[start - 1] != 0)
                continue;
            var rest = strings[start..];
            var end = rest.IndexOf((byte)0);
            if (end >= 0 && (end == essential.Length || Essential(rest[..end]).Length == essential.Length))
                offsets.Add(blob.FirstString + (uint)start);
        }
    }
}
