using System;
using System.Runtime.InteropServices;

namespace Borescope.Script.Lowering;

/// <summary>Counts of kernel stacks, one u64 for every number that bpf_get_stackid can answer with: ids from the front, errors (-1, -2 …) from the back.</summary>
public static class StackTally
{
    /// <summary>Counts in the array, a power of two: ids take three quarters of it.</summary>
    public const int Slots = 32768;

    /// <summary>The stacks counted: keys (s64 stack id or error) and values (u64) one behind the other.</summary>
    /// <param name="tally">The value of the array.</param>
    public static (byte[] Keys, byte[] Values) Elements(ReadOnlySpan<byte> tally)
    {
        ReadOnlySpan<long> counts = MemoryMarshal.Cast<byte, long>(tally);
        int elements = counts.Length - counts.Count(0L);
        var keys = new long[elements];
        var values = new long[elements];
        int element = 0;
        for (int slot = 0; slot < counts.Length; slot++)
        {
            if (counts[slot] == 0)
                continue;
            keys[element] = slot < StackShape.Ids ? slot : slot - Slots;
            values[element++] = counts[slot];
        }

        return (MemoryMarshal.AsBytes(keys.AsSpan()).ToArray(), MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
    }
}
