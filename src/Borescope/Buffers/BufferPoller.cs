using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Borescope.Kernel;

namespace Borescope.Buffers;

/// <summary>
/// Waits for several buffers and other descriptors (a child's pidfd, a signalfd) at once. <see cref="Poll"/> belongs to one thread;
/// <see cref="Wake"/> may be called from any, also from a signal handler's thread.
/// </summary>
public sealed class BufferPoller : IDisposable
{
    // A program that was interrupted between reserving and submitting holds the ring up for microseconds;
    // epoll would return at once all that time.
    private const int BusySpins = 64;
    private const int BusyPauseMilliseconds = 1;
    private const ulong BufferToken = ulong.MaxValue;
    private const ulong WakeToken = ulong.MaxValue - 1;

    private readonly ISystemCalls _calls;
    private readonly KernelHandle _all;
    private readonly KernelHandle _others;
    private readonly KernelHandle _wake;
    private readonly List<EventBuffer> _buffers = [];
    private readonly EpollEvent[] _events = new EpollEvent[16];
    private int _watched;
    private int _wakeRequested;

    /// <summary>Creates a poller without buffers.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BufferPoller(ISystemCalls calls)
    {
        _calls = calls;
        KernelHandle? all = null, others = null, wake = null;
        try
        {
            _all = all = Own(calls.EpollCreate());
            _others = others = Own(calls.EpollCreate());
            _wake = wake = Own(calls.EventFd());
            Watch(_wake.Descriptor, WakeToken);
            _watched = 0;
        }
        catch
        {
            all?.Dispose();
            others?.Dispose();
            wake?.Dispose();
            throw;
        }
    }

    /// <summary>Adds a buffer; it stays owned by the caller and must live until the last poll.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Add(EventBuffer buffer)
    {
        foreach (var descriptor in buffer.Descriptors)
        {
            var error = _calls.EpollControl(_all.Descriptor, EpollOperation.Add, descriptor, EpollEvents.Readable, BufferToken).AsErrno();
            if (error != Errno.None)
                throw new BpfException(error, KernelOperation.Wait, buffer.Name);
        }

        _buffers.Add(buffer);
    }

    /// <summary>Adds another descriptor that ends a wait when it becomes readable.</summary>
    /// <param name="fd">Descriptor; stays owned by the caller.</param>
    /// <param name="token">What <see cref="PollResult.Token"/> says then; below 2^63.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Watch(int fd, ulong token)
    {
        foreach (var epoll in (ReadOnlySpan<int>)[_all.Descriptor, _others.Descriptor])
        {
            var error = _calls.EpollControl(epoll, EpollOperation.Add, fd, EpollEvents.Readable, token).AsErrno();
            if (error != Errno.None)
                throw new BpfException(error, KernelOperation.Wait, $"descriptor {fd}");
        }

        _watched++;
    }

    /// <summary>Stops watching a descriptor, for example a pidfd that was reported.</summary>
    public void Unwatch(int fd)
    {
        _calls.EpollControl(_all.Descriptor, EpollOperation.Delete, fd, EpollEvents.None, 0);
        _calls.EpollControl(_others.Descriptor, EpollOperation.Delete, fd, EpollEvents.None, 0);
        _watched--;
    }

    /// <summary>Ends the present or the next wait.</summary>
    public void Wake()
    {
        Volatile.Write(ref _wakeRequested, 1);
        Span<byte> one = [1, 0, 0, 0, 0, 0, 0, 0];
        _calls.Write(_wake.Descriptor, one);
    }

    /// <summary>Hands out what the buffers hold; when they hold nothing, waits first.</summary>
    /// <typeparam name="THandler">Receiver.</typeparam>
    /// <param name="handler">Gets each record in place.</param>
    /// <param name="timeout">Longest wait in milliseconds; -1 waits for ever, 0 not at all.</param>
    /// <returns>Why the call returned; all zero means the time was up.</returns>
    /// <exception cref="BpfException">The kernel refused to wait.</exception>
    public PollResult Poll<THandler>(ref THandler handler, int timeout)
        where THandler : struct, IRecordHandler
    {
        var deadline = timeout < 0 ? long.MaxValue : Stopwatch.GetTimestamp() + (timeout * (Stopwatch.Frequency / 1000));
        var spins = 0;
        while (true)
        {
            PollResult result;
            var records = 0;
            foreach (var buffer in _buffers)
                records += buffer.Drain(ref handler);

            // Under a steady stream of records the others still get their turn.
            if (records > 0)
                return _watched > 0 || Volatile.Read(ref _wakeRequested) != 0 ? Wait(_others, 0) with { Records = records } : new PollResult(records, false, false, 0);
            switch (PeekAll())
            {
                case EventBuffer.Head.Ready:
                    continue;
                case EventBuffer.Head.Busy when spins++ < BusySpins:
                    Thread.SpinWait(20);
                    continue;
                case EventBuffer.Head.Busy:
                    result = Wait(_others, Remaining(deadline) is 0 ? 0 : BusyPauseMilliseconds);
                    break;
                default:
                    result = Wait(_all, Remaining(deadline));
                    break;
            }

            if (result.WasWoken || result.HasReadyDescriptor)
                return DrainLast(ref handler, result);
            if (Stopwatch.GetTimestamp() >= deadline)
                return DrainLast(ref handler, default);
        }
    }

    /// <summary>Closes the poller; buffers and descriptors stay with their owners.</summary>
    public void Dispose()
    {
        _all.Dispose();
        _others.Dispose();
        _wake.Dispose();
    }

    private static int Remaining(long deadline)
    {
        if (deadline == long.MaxValue)
            return -1;
        var ticks = deadline - Stopwatch.GetTimestamp();
        return ticks <= 0 ? 0 : (int)Math.Min(int.MaxValue, (ticks + (Stopwatch.Frequency / 1000) - 1) / (Stopwatch.Frequency / 1000));
    }

    private PollResult DrainLast<THandler>(ref THandler handler, PollResult result)
        where THandler : struct, IRecordHandler
    {
        var records = 0;
        foreach (var buffer in _buffers)
            records += buffer.Drain(ref handler);
        return result with { Records = records };
    }

    private EventBuffer.Head PeekAll()
    {
        var all = EventBuffer.Head.Empty;
        foreach (var buffer in _buffers)
        {
            var head = buffer.Peek();
            if (head == EventBuffer.Head.Ready)
                return head;
            if (head == EventBuffer.Head.Busy)
                all = head;
        }

        return all;
    }

    private PollResult Wait(KernelHandle epoll, int timeout)
    {
        var count = _calls.EpollWait(epoll.Descriptor, _events, timeout);
        var result = default(PollResult);
        Span<byte> counter = stackalloc byte[8];
        if (count < 0)
            return count.AsErrno() == Errno.EINTR ? result : throw new BpfException(count.AsErrno(), KernelOperation.Wait, "events");
        for (var index = 0; index < count; index++)
        {
            switch (_events[index].Token)
            {
                case BufferToken:
                    break;
                case WakeToken:
                    _calls.Read(_wake.Descriptor, counter);
                    Volatile.Write(ref _wakeRequested, 0);
                    result = result with { WasWoken = true };
                    break;
                case var token:
                    result = result with { HasReadyDescriptor = true, Token = token };
                    break;
            }
        }

        return result;
    }

    private KernelHandle Own(int fd) => fd >= 0 ? KernelHandle.Own(_calls, fd) : throw new BpfException(fd.AsErrno(), KernelOperation.Wait, "events");
}
