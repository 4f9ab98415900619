using System;
using System.IO;
using System.Runtime.InteropServices;

namespace Borescope.Cli.Lab.Native;

/// <summary>Whole reads and writes on raw descriptors, retried over interruptions and on non-blocking terminals.</summary>
internal static unsafe class Descriptor
{
    private const int Interrupted = 4;
    private const int TryAgain = 11;

    /// <summary>Reads once. Returns 0 at the end of the input.</summary>
    /// <exception cref="IOException">The read failed.</exception>
    internal static int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint got = Libc.Read(descriptor, start, (nuint)buffer.Length);
                if (got >= 0)
                {
                    return (int)got;
                }
                Retry(descriptor, Libc.PollIn, "read");
            }
        }
    }

    /// <summary>Writes all of <paramref name="bytes"/>.</summary>
    /// <exception cref="IOException">The write failed, for instance because the reader is gone.</exception>
    internal static void Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            int done = 0;
            while (done < bytes.Length)
            {
                nint put = Libc.Write(descriptor, start + done, (nuint)(bytes.Length - done));
                if (put >= 0)
                {
                    done += (int)put;
                    continue;
                }
                Retry(descriptor, Libc.PollOut, "write");
            }
        }
    }

    /// <summary>True when a read would return at once, at most after <paramref name="timeoutMilliseconds"/>.</summary>
    internal static bool IsReadable(int descriptor, int timeoutMilliseconds)
    {
        Libc.PollEntry entry = new() { Descriptor = descriptor, Wanted = Libc.PollIn };
        return Libc.Poll(&entry, 1, timeoutMilliseconds) > 0;
    }

    /// <summary>A pipe whose ends no child inherits by accident.</summary>
    internal static (int Read, int Write) Pipe()
    {
        int* ends = stackalloc int[2];
        if (Libc.Pipe(ends, Libc.OpenCloseOnExec) != 0)
        {
            throw Failure("pipe2");
        }
        return (ends[0], ends[1]);
    }

    /// <summary>The exception for the call that just failed.</summary>
    internal static IOException Failure(string what)
    {
        int errno = Marshal.GetLastPInvokeError();
        return new IOException($"{what} failed: {Marshal.GetPInvokeErrorMessage(errno)}", errno);
    }

    private static void Retry(int descriptor, short wanted, string what)
    {
        int errno = Marshal.GetLastPInvokeError();
        if (errno == TryAgain)
        {
            Libc.PollEntry entry = new() { Descriptor = descriptor, Wanted = wanted };
            _ = Libc.Poll(&entry, 1, -1);
            return;
        }
        if (errno != Interrupted)
        {
            throw Failure(what);
        }
    }
}
