using System;
using System.Threading;
using Borescope.Kernel;

namespace Borescope.Buffers;

/// <summary>A buffer that the kernel writes and one reader of ours reads: by handler, in batches, or asynchronously.</summary>
public abstract partial class EventBuffer : IDisposable
{
    private long _lastTicket;
    private long _ticket;
    private long _batchRecords;
    private ulong _batchLost;

    private protected EventBuffer(string name, ISystemCalls calls)
    {
        Name = name;
        Calls = calls;
    }

    /// <summary>What is at the head of the buffer.</summary>
    internal enum Head
    {
        /// <summary>Nothing.</summary>
        Empty,

        /// <summary>A record that can be read.</summary>
        Ready,

        /// <summary>A record that a program has reserved and not yet submitted; it blocks those behind it.</summary>
        Busy,
    }

    /// <summary>Name of the map.</summary>
    public string Name { get; }

    /// <summary>Where programs count what a full buffer refused, for those that do: ring buffers do not tell by themselves.</summary>
    public DropCounter? Drops { get; init; }

    internal ISystemCalls Calls { get; }

    /// <summary>Descriptors that become readable when there are records.</summary>
    internal abstract ReadOnlySpan<int> Descriptors { get; }

    /// <summary>Records that the present batch has handed out.</summary>
    internal long BatchRecords => _batchRecords;

    /// <summary>Records that the present batch tells lost.</summary>
    internal ulong BatchLost => _batchLost;

    /// <summary>Reads what is there, without waiting.</summary>
    /// <typeparam name="THandler">Receiver.</typeparam>
    /// <param name="handler">Gets each record in place.</param>
    /// <returns>Number of records read.</returns>
    /// <exception cref="ConcurrentReadException">Another reader is at work.</exception>
    public int Drain<THandler>(ref THandler handler)
        where THandler : struct, IRecordHandler
    {
        var ticket = Enter();
        try
        {
            if (Drops is { } drops && drops.TakeNew() is > 0 and var lost)
            {
                BorescopeMeter.Lost(Name, lost);
                handler.OnLost(lost);
            }

            var records = DrainTo(ref handler, out var bytes);
            if (records > 0)
                BorescopeMeter.Read(Name, records, bytes);
            return records;
        }
        finally
        {
            Exit(ticket);
        }
    }

    /// <summary>The records that are there now, in place. What the loop does not reach stays in the buffer.</summary>
    /// <example><code>
    /// foreach (ReadOnlySpan&lt;byte&gt; record in ring.Read()) …
    /// </code></example>
    /// <exception cref="ConcurrentReadException">Another reader is at work.</exception>
    public RecordBatch Read() => new(this, Enter());

    /// <summary>The records that are there now, in place and typed. What the loop does not reach stays in the buffer.</summary>
    /// <typeparam name="T">Type of the records; longer ones are cut, shorter ones are an error.</typeparam>
    /// <example><code>
    /// foreach (ref readonly Event e in ring.Read&lt;Event&gt;()) …
    /// </code></example>
    /// <exception cref="ConcurrentReadException">Another reader is at work.</exception>
    public RecordBatch<T> Read<T>()
        where T : unmanaged => new(Read());

    /// <summary>Releases the mapping.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Becomes the one reader.</summary>
    /// <returns>What <see cref="Exit"/> wants.</returns>
    internal long Enter()
    {
        var ticket = Interlocked.Increment(ref _lastTicket);
        return Interlocked.CompareExchange(ref _ticket, ticket, 0) == 0 ? ticket : throw new ConcurrentReadException(Name);
    }

    /// <summary>Stops being the one reader; nothing happens when that was done before.</summary>
    internal void Exit(long ticket) => Interlocked.CompareExchange(ref _ticket, 0, ticket);

    /// <summary>Whether the ticket is that of the present reader.</summary>
    internal bool IsReader(long ticket) => Volatile.Read(ref _ticket) == ticket;

    /// <summary>Starts a batch of what is there now.</summary>
    internal void BeginBatch()
    {
        _batchRecords = 0;
        _batchLost = Drops?.TakeNew() ?? 0;
        Begin();
    }

    /// <summary>The next record of the batch; the one before is given up.</summary>
    internal bool TryNext(out ReadOnlySpan<byte> record)
    {
        if (!TryTake(out record, ref _batchLost))
            return false;
        _batchRecords++;
        return true;
    }

    /// <summary>Gives the space of the records that were handed out back to the kernel.</summary>
    internal void EndBatch()
    {
        var bytes = Commit();
        if (_batchRecords > 0)
            BorescopeMeter.Read(Name, _batchRecords, bytes);
        if (_batchLost > 0)
            BorescopeMeter.Lost(Name, _batchLost);
    }

    /// <summary>Looks at the head after a full fence; false emptiness is impossible then, so waiting is safe.</summary>
    internal abstract Head Peek();

    /// <summary>Hands out what is there and gives the space back.</summary>
    private protected abstract int DrainTo<THandler>(ref THandler handler, out long bytes)
        where THandler : struct, IRecordHandler;

    /// <summary>Notes how far a batch goes.</summary>
    private protected abstract void Begin();

    /// <summary>Takes the next record of the batch.</summary>
    private protected abstract bool TryTake(out ReadOnlySpan<byte> record, ref ulong lost);

    /// <summary>Gives space back; the bytes read since the last time, headers included.</summary>
    private protected abstract long Commit();

    /// <summary>Releases resources.</summary>
    protected abstract void Dispose(bool disposing);
}
