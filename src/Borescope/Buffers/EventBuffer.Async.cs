using System;
using System.Buffers;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Borescope.Buffers;

/// <content>Asynchronous reading. One thread of the process waits for all buffers that are read so.</content>
public abstract partial class EventBuffer
{
    private const int RecordsAtOnce = 256;

    // A program that was interrupted between reserving and submitting holds the ring up for microseconds.
    private const int BusySpins = 64;

    /// <summary>Reads for ever, batch by batch and in place. A batch is valid until the next one is asked for.</summary>
    /// <param name="cancellationToken">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ConcurrentReadException">Another reader is at work.</exception>
    /// <example><code>
    /// await foreach (EventLease lease in ring.ReadBatchesAsync(cancellationToken))
    /// {
    ///     foreach (ref readonly Event e in lease.As&lt;Event&gt;())
    ///         Handle(in e);
    /// }
    /// </code></example>
    public async IAsyncEnumerable<EventLease> ReadBatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var ticket = Enter();
        try
        {
            using var waiter = EventLoop.Join(this);
            while (true)
            {
                await WaitForRecordsAsync(waiter, cancellationToken).ConfigureAwait(false);
                BeginBatch();
                var lease = new EventLease(this, ticket);
                try
                {
                    yield return lease;
                }
                finally
                {
                    lease.End();
                    EndBatch();
                }
            }
        }
        finally
        {
            Exit(ticket);
        }
    }

    /// <summary>Reads for ever, record by record; they are copies that may be kept.</summary>
    /// <typeparam name="T">Type of the records; longer ones are cut.</typeparam>
    /// <param name="lost">Told how many records were lost, between those that were lost and those after them.</param>
    /// <param name="cancellationToken">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ConcurrentReadException">Another reader is at work.</exception>
    /// <exception cref="Kernel.BpfException">A record is shorter than <typeparamref name="T"/>.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync<T>(Action<ulong>? lost = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where T : unmanaged
    {
        var ticket = Enter();
        var room = ArrayPool<T>.Shared.Rent(RecordsAtOnce);
        try
        {
            using var waiter = EventLoop.Join(this);
            while (true)
            {
                await WaitForRecordsAsync(waiter, cancellationToken).ConfigureAwait(false);
                var count = Copy(room, out var missing);
                if (missing > 0)
                    lost?.Invoke(missing);
                for (var index = 0; index < count; index++)
                    yield return room[index];
            }
        }
        finally
        {
            ArrayPool<T>.Shared.Return(room);
            Exit(ticket);
        }
    }

    /// <summary>
    /// Reads for ever, with a queue between the buffer and the caller: for callers that are slow now and then. What happens when the queue is full is up to
    /// the caller; what gets lost is told with the next event.
    /// </summary>
    /// <typeparam name="T">Type of the records; longer ones are cut.</typeparam>
    /// <param name="backPressure">What happens when the queue is full.</param>
    /// <param name="capacity">Events that the queue holds.</param>
    /// <param name="cancellationToken">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ConcurrentReadException">Another reader is at work.</exception>
    /// <exception cref="Kernel.BpfException">A record is shorter than <typeparamref name="T"/>.</exception>
    public async IAsyncEnumerable<Received<T>> ReadQueuedAsync<T>(
        BackPressure backPressure, int capacity = 65536, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where T : unmanaged
    {
        ulong lost = 0;
        var options = new BoundedChannelOptions(capacity)
        {
            SingleReader = true, SingleWriter = true, FullMode = backPressure switch
            {
                BackPressure.DropOldest => BoundedChannelFullMode.DropOldest,
                BackPressure.DropNewest => BoundedChannelFullMode.DropWrite,
                _ => BoundedChannelFullMode.Wait,
            },
        };
        var queue = Channel.CreateBounded<T>(options, _ => Dropped(1));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var filling = FillAsync(queue.Writer, stop.Token);
        try
        {
            while (await queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (queue.Reader.TryRead(out var value))
                    yield return new Received<T>(value, Interlocked.Exchange(ref lost, 0));
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await filling.ConfigureAwait(false);
        }

        void Dropped(ulong count)
        {
            Interlocked.Add(ref lost, count);
            BorescopeMeter.Lost(Name, count);
        }

        async Task FillAsync(ChannelWriter<T> writer, CancellationToken stopping)
        {
            try
            {
                await foreach (var value in ReadAllAsync<T>(count => Interlocked.Add(ref lost, count), stopping).ConfigureAwait(false))
                {
                    if (!writer.TryWrite(value))
                        await writer.WriteAsync(value, stopping).ConfigureAwait(false);
                }
            }
            catch (Exception error)
            {
                // The caller meets it when it asks for the next event.
                writer.TryComplete(error);
            }
        }
    }

    private async ValueTask WaitForRecordsAsync(EventWaiter waiter, CancellationToken cancellationToken)
    {
        for (var spins = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (Peek())
            {
                case Head.Ready:
                    return;
                case Head.Busy when spins++ < BusySpins:
                    Thread.SpinWait(20);
                    break;
                case Head.Busy:
                    await Task.Delay(1, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    await waiter.WaitAsync(cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    private int Copy<T>(T[] room, out ulong lost)
        where T : unmanaged
    {
        var count = 0;
        BeginBatch();
        try
        {
            while (count < RecordsAtOnce && TryNext(out var record))
            {
                if (record.Length < Unsafe.SizeOf<T>())
                    throw RecordBatch<T>.TooShort(Name, record.Length);
                room[count++] = MemoryMarshal.Read<T>(record);
            }
        }
        finally
        {
            EndBatch();
        }

        lost = BatchLost;
        return count;
    }
}
