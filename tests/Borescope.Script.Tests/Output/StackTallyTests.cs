using System;
using System.Runtime.InteropServices;
using Borescope.Script.Lowering;

namespace Borescope.Script.Tests.Output;

public sealed class StackTallyTests
{
    [Fact]
    public void Counts_are_elements_of_their_stack_and_errors_keep_their_number()
    {
        var counts = new long[StackTally.Slots];
        counts[0] = 7;
        counts[StackShape.Ids - 1] = 3;
        counts[^17] = 2;

        (byte[] keys, byte[] values) = StackTally.Elements(MemoryMarshal.AsBytes(counts.AsSpan()));

        Assert.Equal([0, StackShape.Ids - 1, -17], MemoryMarshal.Cast<byte, long>(keys).ToArray());
        Assert.Equal([7, 3, 2], MemoryMarshal.Cast<byte, long>(values).ToArray());
    }

    [Fact]
    public void Nothing_counted_is_no_element()
    {
        (byte[] keys, byte[] values) = StackTally.Elements(new byte[8 * StackTally.Slots]);

        Assert.Empty(keys);
        Assert.Empty(values);
    }
}
