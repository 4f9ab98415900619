using System;
using System.Buffers;
using System.Buffers.Text;
using System.IO;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Script.Output;

/// <summary>
/// A growing, pooled buffer of UTF-8 bytes in front of a file descriptor or stream. Writing an event allocates nothing; the target sees one write per batch.
/// Not thread safe.
/// </summary>
public sealed class ByteSink : IDisposable
{
    /// <summary>Bytes after which an event's end flushes, whatever the buffering.</summary>
    public const int FlushThreshold = 64 * 1024;

    private readonly ISystemCalls? _calls;
    private readonly int _fd = -1;
    private readonly Stream? _stream;
    private byte[] _buffer;
    private int _length;
    private bool _isHeld;

    /// <summary>A sink that only collects; read <see cref="Written"/>.</summary>
    /// <param name="capacity">First size in bytes.</param>
    public ByteSink(int capacity = 1024) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>A sink before a stream. The stream is not closed.</summary>
    /// <param name="stream">Target.</param>
    /// <param name="buffering">When it is written.</param>
    public ByteSink(Stream stream, OutputBuffering buffering = OutputBuffering.Batch)
        : this(FlushThreshold)
    {
        _stream = stream;
        Buffering = buffering;
    }

    /// <summary>A sink before a file descriptor, written with write(2) so that it shares the file position with children. The descriptor is not closed.</summary>
    /// <param name="calls">System calls.</param>
    /// <param name="fd">Target, such as 1 for standard output.</param>
    /// <param name="buffering">When it is written.</param>
    public ByteSink(ISystemCalls calls, int fd, OutputBuffering buffering = OutputBuffering.Batch)
        : this(FlushThreshold)
    {
        _calls = calls;
        _fd = fd;
        Buffering = buffering;
    }

    /// <summary>When the target is written.</summary>
    public OutputBuffering Buffering { get; } = OutputBuffering.Full;

    /// <summary>Why the target no longer takes bytes (EPIPE: the reader went away, ENOSPC); from then on everything is dropped and the run should end. None while it works.</summary>
    public Errno Failure { get; private set; }

    /// <summary>Bytes written so far and not flushed.</summary>
    public int Length => _length;

    /// <summary>The bytes written so far and not flushed; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Drops all bytes behind <paramref name="length"/>.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)_length);
        _length = length;
    }

    /// <summary>Room for <paramref name="size"/> bytes at the end; call <see cref="Advance"/> for those that were filled.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_buffer.Length - _length < size)
            Grow(size);
        return _buffer.AsSpan(_length);
    }

    /// <summary>Takes over bytes put into <see cref="Reserve"/>.</summary>
    public void Advance(int count) => _length += count;

    /// <summary>Writes bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Writes one byte.</summary>
    public void WriteByte(byte value)
    {
        if (_length == _buffer.Length)
            Grow(1);
        _buffer[_length++] = value;
    }

    /// <summary>Writes one byte several times.</summary>
    public void WriteRepeated(byte value, int count)
    {
        if (count <= 0)
            return;
        Reserve(count)[..count].Fill(value);
        _length += count;
    }

    /// <summary>Writes text as UTF-8.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        Span<byte> room = Reserve(text.Length * 3);
        _length += Encoding.UTF8.GetBytes(text, room);
    }

    /// <summary>Writes a signed decimal number.</summary>
    public void WriteInt64(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out int written);
        _length += written;
    }

    /// <summary>Writes an unsigned decimal number.</summary>
    public void WriteUInt64(ulong value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out int written);
        _length += written;
    }

    /// <summary>Writes an unsigned decimal number with leading zeros.</summary>
    /// <param name="value">Number.</param>
    /// <param name="digits">Least digits, at most 20.</param>
    public void WritePadded(ulong value, int digits)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out int written, new StandardFormat('D', (byte)digits));
        _length += written;
    }

    /// <summary>Writes a hexadecimal number, small letters, no prefix.</summary>
    public void WriteHex(ulong value)
    {
        Utf8Formatter.TryFormat(value, Reserve(16), out int written, new StandardFormat('x'));
        _length += written;
    }

    /// <summary>Inserts a byte several times before what was written since <paramref name="position"/> (to align it right).</summary>
    public void Insert(int position, byte value, int count)
    {
        if (count <= 0)
            return;
        Reserve(count);
        _buffer.AsSpan(position, _length - position).CopyTo(_buffer.AsSpan(position + count));
        _buffer.AsSpan(position, count).Fill(value);
        _length += count;
    }

    /// <summary>Pads what was written since <paramref name="position"/> with blanks to a width in bytes.</summary>
    public void Pad(int position, int width, bool left)
    {
        int missing = width - (_length - position);
        if (left)
            WriteRepeated((byte)' ', missing);
        else
            Insert(position, (byte)' ', missing);
    }

    /// <summary>Marks the end of an event: flushes when the buffering asks for it or 64 KiB are reached.</summary>
    public void EndEvent()
    {
        if (_length >= FlushThreshold)
            Flush();
        else if (_length > 0 && (Buffering == OutputBuffering.None || (Buffering == OutputBuffering.Line && _buffer[_length - 1] == (byte)'\n')))
            Flush();
    }

    /// <summary>Marks the end of a batch of events: flushes unless the buffering is <see cref="OutputBuffering.Full"/>.</summary>
    public void EndBatch()
    {
        if (Buffering != OutputBuffering.Full)
            Flush();
    }

    /// <summary>Keeps what is written from now on, until <see cref="Release"/> says what becomes of it.</summary>
    public void Hold()
    {
        Flush();
        _isHeld = true;
    }

    /// <summary>Ends <see cref="Hold"/>.</summary>
    /// <param name="keep">Whether what was written in between is written at last, or dropped.</param>
    public void Release(bool keep)
    {
        _isHeld = false;
        if (!keep)
            _length = 0;
        Flush();
    }

    /// <summary>Hands all bytes to the target. A sink without target keeps them, and so does one that is held.</summary>
    public void Flush()
    {
        if (_isHeld || _length == 0 || (_stream is null && _calls is null))
            return;
        if (Failure == Errno.None)
            Failure = _stream is null ? WriteToDescriptor() : WriteToStream();
        _length = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length == 0)
            return;
        Flush();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private Errno WriteToStream()
    {
        try
        {
            _stream!.Write(_buffer, 0, _length);
            _stream.Flush();
            return Errno.None;
        }
        catch (IOException e)
        {
            // On Unix the low bits of HResult hold the errno of the failed write.
            int errno = e.HResult & 0xffff;
            return errno is > 0 and < 4096 ? (Errno)errno : Errno.EIO;
        }
    }

    private Errno WriteToDescriptor()
    {
        ReadOnlySpan<byte> rest = Written;
        while (!rest.IsEmpty)
        {
            nint written = _calls!.Write(_fd, rest);
            if (written > 0)
            {
                rest = rest[(int)written..];
                continue;
            }

            var errno = (Errno)(int)-written;
            if (errno == Errno.EAGAIN)
                System.Threading.Thread.Sleep(1);
            else if (errno != Errno.EINTR)
                return errno == Errno.None ? Errno.EIO : errno;
        }

        return Errno.None;
    }

    private void Grow(int size)
    {
        byte[] bigger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + size), _buffer.Length * 2));
        Written.CopyTo(bigger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = bigger;
    }
}
