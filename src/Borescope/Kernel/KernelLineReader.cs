using System;
using System.Buffers;

namespace Borescope.Kernel;

/// <summary>Reads a text file of the kernel line by line over the seam, in constant memory.</summary>
/// <remarks>A line longer than the buffer is cut there and its rest skipped: no file of the kernel has one.</remarks>
internal ref struct KernelLineReader : IDisposable
{
    private const int BufferBytes = 64 << 10;

    private readonly ISystemCalls _calls;
    private readonly int _fd;
    private readonly byte[] _buffer;
    private int _start;
    private int _end;
    private bool _atEnd;

    internal KernelLineReader(ISystemCalls calls, string path)
    {
        _calls = calls;
        _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        _fd = calls.Open(path, OpenFlags.ReadOnly | OpenFlags.CloseOnExec);
        Error = _fd < 0 ? _fd.AsErrno() : Errno.None;
        _atEnd = _fd < 0;
    }

    /// <summary>Why opening or the last read failed.</summary>
    internal Errno Error { get; private set; }

    /// <summary>The next line without its line feed; valid until the next call.</summary>
    internal bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var feed = rest.IndexOf((byte)'\n');
            if (feed >= 0)
            {
                line = rest[..feed];
                _start += feed + 1;
                return true;
            }

            if (_atEnd)
            {
                line = rest;
                _start = _end;
                return rest.Length > 0;
            }

            Fill();
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        if (_fd >= 0)
            _calls.Close(_fd);
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            _end--;
        var count = _calls.Read(_fd, _buffer.AsSpan(_end));
        if (count.AsErrno() == Errno.EINTR)
            return;
        if (count <= 0)
        {
            Error = count.AsErrno();
            _atEnd = true;
            return;
        }

        _end += (int)count;
    }
}
