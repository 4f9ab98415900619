using System;
using System.Collections.Generic;
using System.Threading;
using Borescope.Kernel;

namespace Borescope.Buffers;

/// <summary>
/// The one thread that waits for all asynchronous readers of the process. It exists while there are such readers. Descriptors are armed for one wake-up
/// each time a reader finds its buffer empty.
/// </summary>
internal sealed class EventLoop
{
    private const ulong StopToken = 0;

    private static readonly Lock s_gate = new();
    private static EventLoop? s_current;

    private readonly ISystemCalls _calls;
    private readonly KernelHandle _epoll;
    private readonly KernelHandle _stop;
    private readonly Dictionary<ulong, EventWaiter> _waiters = [];
    private readonly Thread _thread;
    private ulong _lastToken = StopToken;

    private EventLoop(ISystemCalls calls)
    {
        _calls = calls;
        _epoll = Own(calls.EpollCreate());
        try
        {
            _stop = Own(calls.EventFd());
        }
        catch
        {
            _epoll.Dispose();
            throw;
        }

        Control(EpollOperation.Add, _stop.Descriptor, EpollEvents.Readable, StopToken);
        _thread = new Thread(Run) { IsBackground = true, Name = "borescope events" };
        _thread.Start();
    }

    /// <summary>Starts to watch a buffer, with the thread when it is the first.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal static EventWaiter Join(EventBuffer buffer)
    {
        lock (s_gate)
        {
            var loop = s_current ??= new EventLoop(buffer.Calls);
            var waiter = new EventWaiter(loop, buffer, ++loop._lastToken);
            var added = 0;
            try
            {
                for (; added < buffer.Descriptors.Length; added++)
                    loop.Control(EpollOperation.Add, buffer.Descriptors[added], EpollEvents.OneShot, waiter.Token);
            }
            catch
            {
                loop.Remove(buffer.Descriptors[..added]);
                loop.StopIfUnused();
                throw;
            }

            loop._waiters.Add(waiter.Token, waiter);
            return waiter;
        }
    }

    /// <summary>Lets the next record of a buffer wake its reader.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal void Arm(EventWaiter waiter)
    {
        foreach (var descriptor in waiter.Buffer.Descriptors)
            Control(EpollOperation.Modify, descriptor, EpollEvents.Readable | EpollEvents.OneShot, waiter.Token);
    }

    /// <summary>Stops to watch a buffer, and the thread with the last one.</summary>
    internal void Leave(EventWaiter waiter)
    {
        lock (s_gate)
        {
            if (!_waiters.Remove(waiter.Token))
                return;
            Remove(waiter.Buffer.Descriptors);
            if (_waiters.Count > 0)
                return;
            StopIfUnused();
        }

        // Readers continue on other threads, so this is never the loop itself. Its descriptors are closed then.
        _thread.Join();
    }

    private void StopIfUnused()
    {
        if (_waiters.Count > 0)
            return;
        s_current = null;
        Span<byte> one = [1, 0, 0, 0, 0, 0, 0, 0];
        _calls.Write(_stop.Descriptor, one);
    }

    private void Remove(ReadOnlySpan<int> descriptors)
    {
        foreach (var descriptor in descriptors)
            _calls.EpollControl(_epoll.Descriptor, EpollOperation.Delete, descriptor, EpollEvents.None, 0);
    }

    private void Run()
    {
        var events = new EpollEvent[16];
        try
        {
            while (true)
            {
                var count = _calls.EpollWait(_epoll.Descriptor, events, -1);
                if (count < 0 && count.AsErrno() != Errno.EINTR)
                {
                    Fail(new BpfException(count.AsErrno(), KernelOperation.Wait, "events"));
                    return;
                }

                for (var index = 0; index < count; index++)
                {
                    if (events[index].Token == StopToken)
                        return;
                    EventWaiter? waiter;
                    lock (s_gate)
                        _waiters.TryGetValue(events[index].Token, out waiter);
                    waiter?.Signal();
                }
            }
        }
        finally
        {
            _epoll.Dispose();
            _stop.Dispose();
        }
    }

    private void Fail(BpfException error)
    {
        lock (s_gate)
        {
            if (s_current == this)
                s_current = null;
            foreach (var waiter in _waiters.Values)
                waiter.Fail(error);
            _waiters.Clear();
        }
    }

    private void Control(EpollOperation operation, int descriptor, EpollEvents events, ulong token)
    {
        var error = _calls.EpollControl(_epoll.Descriptor, operation, descriptor, events, token).AsErrno();
        if (error != Errno.None)
            throw new BpfException(error, KernelOperation.Wait, $"descriptor {descriptor}", error == Errno.EEXIST ? "the buffer has an asynchronous reader already" : null);
    }

    private KernelHandle Own(int fd) => fd >= 0 ? KernelHandle.Own(_calls, fd) : throw new BpfException(fd.AsErrno(), KernelOperation.Wait, "events");
}
