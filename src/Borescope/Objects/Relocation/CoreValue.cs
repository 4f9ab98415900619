using Borescope.Btf;

namespace Borescope.Objects.Relocation;

/// <summary>The number that a relocation stands for, in one set of types.</summary>
/// <param name="Number">The number.</param>
/// <param name="Size">For offsets of whole fields: bytes of the field; else 0.</param>
/// <param name="Type">For offsets of whole fields: its type.</param>
/// <param name="IsKnown">False when the compiler may have put another number there, so that it cannot be checked.</param>
internal readonly record struct CoreValue(ulong Number, long Size, BtfType Type, bool IsKnown)
{
    private const int WordBits = 64;

    /// <summary>Computes the number; null when there is none, because the thing does not exist or cannot be read at once.</summary>
    internal static CoreValue? Of(CoreAccess? access, CoreRelocationKind kind, out string? problem)
    {
        problem = null;
        switch (kind)
        {
            case CoreRelocationKind.FieldExists or CoreRelocationKind.EnumValueExists or CoreRelocationKind.TypeExists or CoreRelocationKind.TypeMatches:
                return new CoreValue(access is null ? 0 : 1ul, 0, default, true);
            case CoreRelocationKind.TypeIdTarget:
                return new CoreValue(access?.Root.Id ?? 0, 0, default, access is null);
            case CoreRelocationKind.TypeSize:
                return new CoreValue((ulong)(access?.Root.Size ?? 0), 0, default, true);
            case CoreRelocationKind.EnumValue:
                return access is null ? null : new CoreValue((ulong)access.Steps[0].Type.EnumValues[access.Steps[0].Index].Value, 0, default, true);
            default:
                return access is null ? null : OfField(access, kind, out problem);
        }
    }

    private static CoreValue? OfField(CoreAccess access, CoreRelocationKind kind, out string? problem)
    {
        problem = null;
        var last = access.Steps[^1];
        if (!last.IsNamed)
        {
            var size = last.Type.Size;
            if (kind == CoreRelocationKind.FieldByteOffset)
                return new CoreValue((ulong)(access.BitOffset / 8), size, last.Type, true);
            if (kind == CoreRelocationKind.FieldByteSize)
                return new CoreValue((ulong)size, 0, default, true);
            problem = "elements of arrays have only offset and size";
            return null;
        }

        var member = last.Type.Members[last.Index];
        var type = member.Type.Resolve();
        var bytes = type.Size;
        long from;
        long bits = member.BitfieldSize;
        if (member.IsBitfield)
        {
            if (!TryPlace(access.BitOffset, bits, ref bytes, out from))
            {
                problem = "the bit field cannot be read at once";
                return null;
            }
        }
        else
        {
            from = access.BitOffset / 8;
            bits = bytes * 8;
        }

        return kind switch
        {
            CoreRelocationKind.FieldByteOffset => member.IsBitfield
                ? new CoreValue((ulong)from, 0, default, false) : new CoreValue((ulong)from, bytes, type, true),
            CoreRelocationKind.FieldByteSize => new CoreValue((ulong)bytes, 0, default, !member.IsBitfield),
            CoreRelocationKind.FieldSigned => new CoreValue(type.IsSigned ? 1ul : 0, 0, default, true),
            CoreRelocationKind.FieldLeftShift => new CoreValue((ulong)(WordBits - (access.BitOffset + bits - (from * 8))), 0, default, !member.IsBitfield),
            _ => new CoreValue((ulong)(WordBits - bits), 0, default, true),
        };
    }

    // The smallest aligned piece of memory that holds the whole bit field.
    private static bool TryPlace(long offset, long bits, ref long bytes, out long from)
    {
        from = 0;
        if (bytes is not (1 or 2 or 4 or 8))
            return false;
        from = offset / 8 / bytes * bytes;
        while (offset + bits - (from * 8) > bytes * 8)
        {
            if (bytes >= 8)
                return false;
            bytes *= 2;
            from = offset / 8 / bytes * bytes;
        }

        return true;
    }
}
