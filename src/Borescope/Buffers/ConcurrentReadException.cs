using System;

namespace Borescope.Buffers;

/// <summary>A buffer was read while another reader was at work on it: by another thread, by an asynchronous reader that has not ended, or from within a loop over its records.</summary>
public sealed class ConcurrentReadException : InvalidOperationException
{
    internal ConcurrentReadException(string buffer)
        : base($"buffer {buffer} is being read already; a buffer has one reader at a time: end the other loop, dispose its batch, or cancel the asynchronous reader") => Buffer = buffer;

    /// <summary>Name of the buffer's map.</summary>
    public string Buffer { get; }
}
