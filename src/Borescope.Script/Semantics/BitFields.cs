using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

/// <summary>Bit fields: which bytes to load and where the bits are in them.</summary>
internal static class BitFields
{
    /// <summary>A field from its position: the smallest aligned unit of 1, 2, 4 or 8 bytes that holds it.</summary>
    /// <param name="name">Name of the member.</param>
    /// <param name="type">Declared type.</param>
    /// <param name="bitOffset">Bits from the start of the struct.</param>
    /// <param name="bits">Width.</param>
    public static StructField Field(string name, ScriptType type, long bitOffset, int bits)
    {
        for (int unit = 1; unit < 8; unit *= 2)
        {
            long start = bitOffset / (unit * 8) * unit;
            if (bitOffset - (start * 8) + bits <= unit * 8)
                return new StructField(name, type, (int)start, (int)(bitOffset - (start * 8)), bits, unit);
        }

        long aligned = bitOffset / 64 * 8;
        if (bitOffset - (aligned * 8) + bits > 64)
            aligned = bitOffset / 8;
        return new StructField(name, type, (int)aligned, (int)(bitOffset - (aligned * 8)), bits, 8);
    }
}
