using System;
using System.Buffers.Binary;
using System.IO;

namespace Borescope.Script.Output;

/// <summary>A pcap file of packets without link layer (LINKTYPE_RAW), times in nanoseconds.</summary>
/// <remarks>Source: the savefile format of libpcap, pcap-savefile(5): version 2.4 with the magic number of nanoseconds.</remarks>
public sealed class PcapFile : IDisposable
{
    private const uint NanosecondMagic = 0xa1b23c4d;
    private const ushort Major = 2;
    private const ushort Minor = 4;
    private const uint SnapshotLength = 262_144;
    private const uint RawIp = 101;
    private const int HeaderBytes = 24;
    private const int RecordBytes = 16;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly Stream _stream;

    /// <summary>Starts a file.</summary>
    /// <param name="stream">Where it goes; owned from here on.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public PcapFile(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        Span<byte> header = stackalloc byte[HeaderBytes];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, NanosecondMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], Major);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], Minor);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], SnapshotLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], RawIp);
        _stream.Write(header);
    }

    /// <summary>Adds a packet.</summary>
    /// <param name="unixNanoseconds">Nanoseconds since 1970 (UTC).</param>
    /// <param name="packet">What of it was captured.</param>
    /// <param name="wholeLength">Bytes it had, at least those captured.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(long unixNanoseconds, ReadOnlySpan<byte> packet, uint wholeLength)
    {
        Span<byte> record = stackalloc byte[RecordBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(unixNanoseconds / NanosecondsPerSecond));
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(unixNanoseconds % NanosecondsPerSecond));
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], (uint)packet.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], Math.Max(wholeLength, (uint)packet.Length));
        _stream.Write(record);
        _stream.Write(packet);
    }

    /// <summary>Hands what was written to the kernel, so that others can read it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Flush() => _stream.Flush();

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
