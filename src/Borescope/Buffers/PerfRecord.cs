using System;
using System.Runtime.InteropServices;

namespace Borescope.Buffers;

/// <summary>What a record of a perf buffer holds: a program's bytes, or news about lost ones.</summary>
internal static class PerfRecord
{
    internal const int HeaderBytes = 8;

    private const uint LostRecord = 2;
    private const uint SampleRecord = 9;

    /// <summary>The program's bytes, padded to a multiple of 8 behind their 4-byte length; false for other records.</summary>
    internal static bool TrySample(ReadOnlySpan<byte> record, out ReadOnlySpan<byte> sample)
    {
        sample = default;
        if (MemoryMarshal.Read<uint>(record) != SampleRecord || record.Length < HeaderBytes + 4)
            return false;
        var length = MemoryMarshal.Read<uint>(record[HeaderBytes..]);
        sample = record.Slice(HeaderBytes + 4, (int)Math.Min(length, (uint)(record.Length - HeaderBytes - 4)));
        return true;
    }

    /// <summary>Lost records that the record tells of.</summary>
    internal static ulong LostBy(ReadOnlySpan<byte> record) =>
        MemoryMarshal.Read<uint>(record) == LostRecord && record.Length >= HeaderBytes + 16 ? MemoryMarshal.Read<ulong>(record[(HeaderBytes + 8)..]) : 0;
}
