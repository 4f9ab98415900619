using System;
using System.Collections.Generic;
using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>Alignment of values in bytes, as C computes it. Each structure of a blob is looked at once, however often it is met.</summary>
internal sealed class BtfTypeAlignment
{
    private const int WordBytes = 8;

    private readonly Dictionary<uint, int> _known = [];

    /// <summary>The alignment; 1 for what has none, and for packed structures.</summary>
    internal static int OfOne(BtfType type) => new BtfTypeAlignment().Of(type);

    /// <summary>The alignment; 1 for what has none, and for packed structures.</summary>
    internal int Of(BtfType type, int depth = 0)
    {
        if (depth > BtfLimits.MaxDepth)
            return 1;
        type = type.Resolve();
        switch (type.Kind)
        {
            case BtfKind.Pointer:
                return WordBytes;
            case BtfKind.Int or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float:
                return (int)Math.Clamp(type.RecordedSize, 1, WordBytes);
            case BtfKind.Array:
                return Of(type.Target, depth + 1);
            case BtfKind.Struct or BtfKind.Union:
                if (_known.TryGetValue(type.Id, out var known))
                    return known;

                // A structure that holds itself has no alignment: what is met on the way is 1.
                _known[type.Id] = 1;
                return _known[type.Id] = OfMembers(type, depth);
            default:
                return 1;
        }
    }

    private int OfMembers(BtfType type, int depth)
    {
        var widest = 1;
        foreach (var member in type.Members)
        {
            var alignment = Of(member.Type, depth + 1);
            widest = Math.Max(widest, alignment);

            // A member where it could not lie, or a size that does not fit: the structure is packed.
            if (!member.IsBitfield && member.BitOffset % (8L * alignment) != 0)
                return 1;
        }

        return type.RecordedSize % widest != 0 ? 1 : widest;
    }
}
