using System;
using System.Buffers;
using System.Text;

namespace Borescope.Kernel;

/// <summary>Whole-file access over the seam for procfs, sysfs and tracefs, whose files have no usable length.</summary>
public static class KernelFiles
{
    /// <summary>No text file of the kernel that Borescope reads is larger; more means the path leads elsewhere.</summary>
    public const int MaxBytes = 256 << 20;

    /// <summary>Reads a file to its end into an array.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="content">The bytes, empty on failure.</param>
    /// <returns><see cref="Errno.None"/>, or why the file could not be read.</returns>
    public static Errno TryReadAll(this ISystemCalls calls, string path, out byte[] content)
    {
        var error = calls.TryRent(path, 4096, out var buffer, out var length);
        content = error == Errno.None ? buffer.AsSpan(0, length).ToArray() : [];
        ArrayPool<byte>.Shared.Return(buffer);
        return error;
    }

    /// <summary>Reads a file to its end as text without the final line feed, or null when it cannot be read.</summary>
    public static string? ReadText(this ISystemCalls calls, string path)
    {
        var error = calls.TryRent(path, 4096, out var buffer, out var length);
        var text = error == Errno.None ? Encoding.UTF8.GetString(buffer.AsSpan(0, length).TrimEnd("\n\0"u8)) : null;
        ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }

    /// <summary>Reads a small decimal number, as sysctls are.</summary>
    public static bool TryReadNumber(this ISystemCalls calls, string path, out long value)
    {
        value = 0;
        return calls.ReadText(path) is { } text && long.TryParse(text.AsSpan().Trim(), out value);
    }

    /// <summary>Writes text with one write(2), as tracefs demands: a split write would be two definitions.</summary>
    public static Errno WriteOnce(this ISystemCalls calls, string path, OpenFlags flags, string text)
    {
        var fd = calls.Open(path, flags | OpenFlags.CloseOnExec);
        if (fd < 0)
            return fd.AsErrno();
        var bytes = Encoding.UTF8.GetBytes(text);
        var written = calls.Write(fd, bytes);
        calls.Close(fd);
        if (written < 0)
            return written.AsErrno();
        return written == bytes.Length ? Errno.None : Errno.EIO;
    }

    /// <summary>Reads into a pooled array that the caller returns to <see cref="ArrayPool{T}.Shared"/>, also on failure.</summary>
    internal static Errno TryRent(this ISystemCalls calls, string path, int sizeHint, out byte[] buffer, out int length, int maxBytes = MaxBytes)
    {
        length = 0;
        buffer = ArrayPool<byte>.Shared.Rent(sizeHint);
        var fd = calls.Open(path, OpenFlags.ReadOnly | OpenFlags.CloseOnExec);
        if (fd < 0)
            return fd.AsErrno();
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var count = calls.Read(fd, buffer.AsSpan(length));
                if (count.AsErrno() == Errno.EINTR)
                    continue;
                if (count < 0)
                    return count.AsErrno();
                if (count == 0)
                    return Errno.None;
                length += (int)count;
                if (length > maxBytes)
                    return Errno.EFBIG;
            }
        }
        finally
        {
            calls.Close(fd);
        }
    }
}
