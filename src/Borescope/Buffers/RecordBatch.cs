using System;

namespace Borescope.Buffers;

/// <summary>
/// The records that a buffer held when the batch was taken, in the memory shared with the kernel: a record is valid until the next one. Disposing it (which
/// <c>foreach</c> does) gives the space back. Enumerate it once.
/// </summary>
public ref struct RecordBatch : IDisposable
{
    private readonly EventBuffer _buffer;
    private readonly long _ticket;
    private readonly bool _isLent;
    private ReadOnlySpan<byte> _current;

    internal RecordBatch(EventBuffer buffer, long ticket, bool isLent = false)
    {
        _buffer = buffer;
        _ticket = ticket;
        _isLent = isLent;
        try
        {
            if (!isLent)
                buffer.BeginBatch();
        }
        catch
        {
            buffer.Exit(ticket);
            throw;
        }
    }

    /// <summary>The record at the current position.</summary>
    public readonly ReadOnlySpan<byte> Current => _current;

    /// <summary>Records handed out so far.</summary>
    public readonly long Count => _buffer.BatchRecords;

    /// <summary>Records that the kernel or the program told lost: all up to now that were not told before. Complete when the end is reached.</summary>
    public readonly ulong Lost => _buffer.BatchLost;

    internal readonly string Name => _buffer.Name;

    /// <summary>For <c>foreach</c>.</summary>
    public readonly RecordBatch GetEnumerator() => this;

    /// <summary>Goes to the next record; the present one is given up.</summary>
    public bool MoveNext()
    {
        // A batch that was disposed has no more records, whoever reads the buffer now.
        if (_buffer.IsReader(_ticket) && _buffer.TryNext(out _current))
            return true;
        _current = default;
        return false;
    }

    /// <summary>Gives the space of the records that were reached back to the kernel, and lets others read.</summary>
    public void Dispose()
    {
        _current = default;
        if (_isLent || !_buffer.IsReader(_ticket))
            return;
        _buffer.EndBatch();
        _buffer.Exit(_ticket);
    }
}
