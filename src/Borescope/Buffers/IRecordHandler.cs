using System;

namespace Borescope.Buffers;

/// <summary>Receives records in place. Implement it as a struct, so that calls are direct and nothing is allocated.</summary>
public interface IRecordHandler
{
    /// <summary>Called for each record, in the order of the buffer.</summary>
    /// <param name="record">The bytes, in the memory shared with the kernel; valid during the call only.</param>
    /// <returns>False to stop after this record; the rest stays in the buffer.</returns>
    bool OnRecord(ReadOnlySpan<byte> record);

    /// <summary>Called when records were lost: as the kernel says for perf buffers, and as programs count where the buffer has a <see cref="DropCounter"/>.</summary>
    void OnLost(ulong count);
}
