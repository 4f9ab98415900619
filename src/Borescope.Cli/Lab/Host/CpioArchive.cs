using System;
using System.IO;
using System.Text;

namespace Borescope.Cli.Lab.Host;

/// <summary>
/// Writes the "newc" cpio format that the kernel unpacks as its first file system
/// (Documentation/driver-api/early-userspace/buffer-format.rst). Parent directories must be added before what they hold.
/// </summary>
internal sealed class CpioArchive : IDisposable
{
    private const uint Directory = 0x4000;
    private const uint CharacterDevice = 0x2000;
    private const uint RegularFile = 0x8000;

    private readonly Stream _stream;
    private uint _inode;

    /// <param name="stream">Where the archive goes; stays open.</param>
    internal CpioArchive(Stream stream) => _stream = stream;

    internal void AddDirectory(string name) => Add(name, Directory | 0x1ED /* 0755 */, [], 0, 0);

    internal void AddDevice(string name, uint major, uint minor) => Add(name, CharacterDevice | 0x180 /* 0600 */, [], major, minor);

    internal void AddFile(string name, ReadOnlySpan<byte> content, bool executable) =>
        Add(name, RegularFile | (executable ? 0x1EDu : 0x1A4u), content, 0, 0);

    /// <summary>Writes the trailer.</summary>
    public void Dispose()
    {
        Add("TRAILER!!!", 0, [], 0, 0);
        _stream.Flush();
    }

    private void Add(string name, uint mode, ReadOnlySpan<byte> content, uint major, uint minor)
    {
        byte[] path = Encoding.UTF8.GetBytes(name);
        ReadOnlySpan<uint> fields =
        [
            ++_inode, mode, 0, 0, 1, 0, (uint)content.Length, 0, 0, major, minor, (uint)path.Length + 1, 0,
        ];
        Span<byte> header = stackalloc byte[6 + (13 * 8)];
        "070701"u8.CopyTo(header);
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i].TryFormat(header.Slice(6 + (i * 8), 8), out _, "x8");
        }
        _stream.Write(header);
        _stream.Write(path);
        Pad(header.Length + path.Length, atLeast: 1);
        _stream.Write(content);
        Pad(content.Length, atLeast: 0);
    }

    private void Pad(int length, int atLeast)
    {
        ReadOnlySpan<byte> zeros = [0, 0, 0, 0];
        int padded = (length + atLeast + 3) & ~3;
        _stream.Write(zeros[..(padded - length)]);
    }
}
