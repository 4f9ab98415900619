using System;

namespace Borescope.Kernel;

/// <summary>The seam as the readers know it. Inside of the C# compiler there are no files and no kernel: everything is refused.</summary>
public sealed class SystemCalls : ISystemCalls
{
    private const int NotSupported = -(int)Errno.ENOSYS;

    private SystemCalls()
    {
    }

    /// <summary>The only one.</summary>
    public static SystemCalls Instance { get; } = new();

    /// <inheritdoc/>
    public int Open(string path, OpenFlags flags, int mode = 0) => NotSupported;

    /// <inheritdoc/>
    public long Length(int fd) => NotSupported;

    /// <inheritdoc/>
    public int Close(int fd) => NotSupported;

    /// <inheritdoc/>
    public nint ReadAt(int fd, Span<byte> buffer, long position) => NotSupported;
}
