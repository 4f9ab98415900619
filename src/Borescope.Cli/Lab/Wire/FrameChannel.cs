using System;
using System.Buffers.Binary;
using System.IO;
using System.Threading;
using Borescope.Cli.Lab.Native;

namespace Borescope.Cli.Lab.Wire;

/// <summary>
/// Frames over one byte channel: a 12-byte header (kind u8, three zero bytes, id u32, length u32; little-endian), then the payload.
/// Sending is safe from any thread; one thread receives.
/// </summary>
internal sealed class FrameChannel
{
    /// <summary>The most that one frame carries; virtio-console moves 32 KiB per write.</summary>
    internal const int MaxPayload = 32 * 1024 - HeaderSize;

    /// <summary>How much input may be under way to a command that does not read it.</summary>
    internal const int InputWindow = 256 * 1024;

    private const int HeaderSize = 12;

    private readonly int _descriptor;
    private readonly Lock _sending = new();
    private readonly byte[] _outgoing = new byte[HeaderSize + MaxPayload];
    private readonly byte[] _incoming = new byte[4 * (HeaderSize + MaxPayload)];
    private int _start;
    private int _end;

    /// <param name="descriptor">A connected, blocking, two-way descriptor; the caller keeps owning it.</param>
    internal FrameChannel(int descriptor) => _descriptor = descriptor;

    /// <summary>Sends bytes as one frame, or as several when they are many.</summary>
    /// <exception cref="IOException">The other side is gone.</exception>
    internal void Send(FrameKind kind, uint id, ReadOnlySpan<byte> payload)
    {
        lock (_sending)
        {
            do
            {
                int size = Math.Min(payload.Length, MaxPayload);
                Span<byte> frame = _outgoing.AsSpan(0, HeaderSize + size);
                BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)kind);
                BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], id);
                BinaryPrimitives.WriteUInt32LittleEndian(frame[8..], (uint)size);
                payload[..size].CopyTo(frame[HeaderSize..]);
                Descriptor.Write(_descriptor, frame);
                payload = payload[size..];
            }
            while (!payload.IsEmpty);
        }
    }

    /// <summary>Sends a number.</summary>
    internal void Send(FrameKind kind, uint id, uint number)
    {
        Span<byte> payload = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(payload, number);
        Send(kind, id, payload);
    }

    /// <summary>Waits for the next frame.</summary>
    /// <returns>False when the other side is gone.</returns>
    /// <exception cref="InvalidDataException">What arrived is not a frame.</exception>
    internal bool TryReceive(out Frame frame)
    {
        frame = default;
        if (!Fill(HeaderSize))
        {
            return false;
        }
        ReadOnlySpan<byte> header = _incoming.AsSpan(_start, HeaderSize);
        uint kind = BinaryPrimitives.ReadUInt32LittleEndian(header);
        uint id = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (kind is 0 or > (uint)FrameKind.Exit || size > MaxPayload)
        {
            throw new InvalidDataException($"The lab's channel carries bytes that are no frame (kind {kind}, length {size}).");
        }
        if (!Fill(HeaderSize + (int)size))
        {
            return false;
        }
        frame = new Frame((FrameKind)kind, id, _incoming.AsMemory(_start + HeaderSize, (int)size));
        _start += HeaderSize + (int)size;
        return true;
    }

    private bool Fill(int wanted)
    {
        if (_incoming.Length - _start < wanted || _start == _end)
        {
            _incoming.AsSpan(_start, _end - _start).CopyTo(_incoming);
            _end -= _start;
            _start = 0;
        }
        while (_end - _start < wanted)
        {
            int got;
            try
            {
                got = Descriptor.Read(_descriptor, _incoming.AsSpan(_end));
            }
            catch (IOException)
            {
                // A reset and an orderly end mean the same here: the other side is gone.
                return false;
            }
            if (got == 0)
            {
                return false;
            }
            _end += got;
        }
        return true;
    }
}
