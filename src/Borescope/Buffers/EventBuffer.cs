using System;

namespace Borescope.Buffers;

/// <summary>A buffer that the kernel writes and one thread of ours reads.</summary>
public abstract class EventBuffer : IDisposable
{
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

    /// <summary>Reads what is there, without waiting.</summary>
    /// <typeparam name="THandler">Receiver.</typeparam>
    /// <param name="handler">Gets each record in place.</param>
    /// <returns>Number of records read.</returns>
    public abstract int Drain<THandler>(ref THandler handler)
        where THandler : struct, IRecordHandler;

    /// <summary>Releases the mapping.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Looks at the head after a full fence; false emptiness is impossible then, so waiting is safe.</summary>
    internal abstract Head Peek();

    /// <summary>Adds the descriptors that become readable to an epoll instance.</summary>
    internal abstract void Register(Borescope.Kernel.ISystemCalls calls, int epoll, ulong token);

    /// <summary>Releases resources.</summary>
    protected abstract void Dispose(bool disposing);
}
