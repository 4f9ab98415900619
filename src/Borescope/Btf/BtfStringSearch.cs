using System;
using System.Buffers;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Btf;

/// <summary>Looks for a name among the strings of a BTF file without reading its types, which are most of it.</summary>
/// <remarks>The kernel hands its BTF out a page at a time; the names of its functions are towards the end of the strings, so the search begins there.</remarks>
internal static class BtfStringSearch
{
    private const int ChunkBytes = 32 << 10;

    /// <summary>Whether the file holds the name, of whatever kind; false, too, when it cannot be read.</summary>
    public static bool Contains(ISystemCalls calls, string path, string name)
    {
        var fd = calls.Open(path, OpenFlags.ReadOnly | OpenFlags.CloseOnExec);
        if (fd < 0)
            return false;
        try
        {
            Span<byte> header = stackalloc byte[BtfLayout.HeaderBytes];
            return TryFill(calls, fd, header, 0)
                && BtfSections.TryReadStrings(header, calls.Length(fd), out var start, out var length)
                && Search(calls, fd, start, length, Encoding.UTF8.GetBytes($"\0{name}\0"));
        }
        finally
        {
            calls.Close(fd);
        }
    }

    private static bool Search(ISystemCalls calls, int fd, int start, int length, ReadOnlySpan<byte> pattern)
    {
        // The name may lie across the end of a chunk: the beginning of the one behind it is kept.
        var overlap = pattern.Length - 1;
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes + overlap);
        try
        {
            var behind = 0;
            for (var end = length; end > 0;)
            {
                var size = Math.Min(ChunkBytes, end);
                buffer.AsSpan(0, behind).CopyTo(buffer.AsSpan(size));
                end -= size;
                if (!TryFill(calls, fd, buffer.AsSpan(0, size), start + end))
                    return false;
                if (buffer.AsSpan(0, size + behind).IndexOf(pattern) >= 0)
                    return true;
                behind = Math.Min(overlap, size + behind);
            }

            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool TryFill(ISystemCalls calls, int fd, Span<byte> buffer, long position)
    {
        for (var filled = 0; filled < buffer.Length;)
        {
            var count = calls.ReadAt(fd, buffer[filled..], position + filled);
            if (count <= 0)
                return false;
            filled += (int)count;
        }

        return true;
    }
}
