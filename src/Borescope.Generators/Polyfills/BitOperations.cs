namespace System.Numerics;

internal static class BitOperations
{
    public static int TrailingZeroCount(ulong value)
    {
        var count = 0;
        while (count < 64 && (value & 1) == 0)
        {
            value >>= 1;
            count++;
        }

        return count;
    }
}
