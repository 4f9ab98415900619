using System;

namespace Borescope.Buffers;

/// <summary>A batch of records that an asynchronous reader may look at in place, until it asks for the next one. Records that it does not reach come again with the next.</summary>
public sealed class EventLease
{
    private readonly EventBuffer _buffer;
    private readonly long _ticket;
    private bool _isOver;

    internal EventLease(EventBuffer buffer, long ticket)
    {
        _buffer = buffer;
        _ticket = ticket;
    }

    /// <summary>The records.</summary>
    /// <exception cref="ObjectDisposedException">The next lease was asked for already.</exception>
    public RecordBatch Records
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            return new RecordBatch(_buffer, _ticket, isLent: true);
        }
    }

    /// <summary>Records that the kernel or the program told lost; complete when all records were reached.</summary>
    /// <exception cref="ObjectDisposedException">The next lease was asked for already.</exception>
    public ulong Lost
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            return _buffer.BatchLost;
        }
    }

    /// <summary>The records, typed.</summary>
    /// <typeparam name="T">Type of the records; longer ones are cut, shorter ones are an error.</typeparam>
    /// <exception cref="ObjectDisposedException">The next lease was asked for already.</exception>
    public RecordBatch<T> As<T>()
        where T : unmanaged => new(Records);

    internal void End() => _isOver = true;
}
