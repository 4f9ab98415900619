using System;
using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>Alignment of values in bytes, as C computes it.</summary>
internal static class BtfTypeAlignment
{
    private const int WordBytes = 8;

    // Members nested without end visit a hostile blob exponentially often.
    private const int MaxVisits = 1 << 16;

    /// <summary>The alignment; 1 for what has none, and for packed structures.</summary>
    internal static int Of(BtfType type)
    {
        var visits = 0;
        return Of(type, 0, ref visits);
    }

    private static int Of(BtfType type, int depth, ref int visits)
    {
        if (depth > BtfLimits.MaxDepth || ++visits > MaxVisits)
            return 1;
        type = type.Resolve();
        switch (type.Kind)
        {
            case BtfKind.Pointer:
                return WordBytes;
            case BtfKind.Int or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float:
                return (int)Math.Clamp(type.RecordedSize, 1, WordBytes);
            case BtfKind.Array:
                return Of(type.Target, depth + 1, ref visits);
            case BtfKind.Struct or BtfKind.Union:
                var widest = 1;
                foreach (var member in type.Members)
                {
                    var alignment = Of(member.Type, depth + 1, ref visits);
                    widest = Math.Max(widest, alignment);

                    // A member where it could not lie, or a size that does not fit: the structure is packed.
                    if (!member.IsBitfield && member.BitOffset % (8L * alignment) != 0)
                        return 1;
                }

                return type.RecordedSize % widest != 0 ? 1 : widest;
            default:
                return 1;
        }
    }
}
