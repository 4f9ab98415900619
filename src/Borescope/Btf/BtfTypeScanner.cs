using System;
using System.Buffers;

namespace Borescope.Btf;

/// <summary>The one pass over a blob that finds the start of every type and proves that each lies inside the section.</summary>
internal static class BtfTypeScanner
{
    internal static bool TryScan(ReadOnlySpan<byte> bytes, in BtfSections sections, out int[] offsets, out string? diagnostic)
    {
        offsets = [];
        var types = bytes.Slice(sections.TypeStart, sections.TypeLength);
        var layout = bytes.Slice(sections.LayoutStart, sections.LayoutLength);
        // The pool takes the growth; only the exact table is kept.
        var starts = ArrayPool<int>.Shared.Rent(Math.Max(16, types.Length / 36));
        var count = 0;
        var position = 0;
        diagnostic = null;
        while (position < types.Length)
        {
            if (types.Length - position < BtfLayout.TypeBytes)
            {
                diagnostic = $"type {count + 1} is cut off";
                break;
            }

            var info = BtfLayout.Word(types, position + 4);
            var kind = (int)(info >> 24) & 0x7f;
            var trailing = BtfLayout.TrailingBytes(kind, (int)(info & 0xffffff), layout);
            if (trailing < 0)
            {
                diagnostic = $"type {count + 1} has the unknown kind {kind}";
                break;
            }

            if (trailing > types.Length - position - BtfLayout.TypeBytes)
            {
                diagnostic = $"the members of type {count + 1} are cut off";
                break;
            }

            if (count == BtfLimits.MaxTypes)
            {
                diagnostic = $"more than {BtfLimits.MaxTypes} types";
                break;
            }

            if (count == starts.Length)
                starts = Grow(starts);
            starts[count++] = position;
            position += BtfLayout.TypeBytes + (int)trailing;
        }

        if (diagnostic is null)
            offsets = starts.AsSpan(0, count).ToArray();
        ArrayPool<int>.Shared.Return(starts);
        return diagnostic is null;
    }

    private static int[] Grow(int[] starts)
    {
        var larger = ArrayPool<int>.Shared.Rent(starts.Length * 2);
        starts.CopyTo(larger, 0);
        ArrayPool<int>.Shared.Return(starts);
        return larger;
    }
}
