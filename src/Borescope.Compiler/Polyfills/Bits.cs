using System.Runtime.CompilerServices;

namespace Borescope.Compiler;

/// <summary>Bit counting that also exists on netstandard2.0.</summary>
internal static class Bits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TrailingZeros(ulong v)
    {
#if NETSTANDARD2_0
        if (v == 0)
        {
            return 64;
        }

        int n = 0;
        while ((v & 0xff) == 0)
        {
            v >>= 8;
            n += 8;
        }

        while ((v & 1) == 0)
        {
            v >>= 1;
            n++;
        }

        return n;
#else
        return System.Numerics.BitOperations.TrailingZeroCount(v);
#endif
    }

    public static int PopCount(ulong v)
    {
        v -= (v >> 1) & 0x5555555555555555;
        v = (v & 0x3333333333333333) + ((v >> 2) & 0x3333333333333333);
        return (int)((((v + (v >> 4)) & 0x0f0f0f0f0f0f0f0f) * 0x0101010101010101) >> 56);
    }

    public static bool IsPowerOfTwo(ulong v) => v != 0 && (v & (v - 1)) == 0;

    public static long SignExtend(long v, int bits) => bits >= 64 ? v : v << (64 - bits) >> (64 - bits);

    public static ulong Mask(int bits) => bits >= 64 ? ulong.MaxValue : (1UL << bits) - 1;

    public static int AlignUp(int v, int align) => (v + align - 1) / align * align;
}
