namespace Borescope.Kernel;

/// <summary>Value of a hexadecimal digit.</summary>
internal static class HexDigit
{
    /// <summary>0 to 15, or -1.</summary>
    internal static int Value(byte digit)
    {
        var number = digit - '0';
        if ((uint)number <= 9)
            return number;
        var letter = (digit | 0x20) - 'a';
        return (uint)letter <= 5 ? letter + 10 : -1;
    }
}
