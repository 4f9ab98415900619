using System;

namespace Borescope.Kernel;

/// <summary>What the readers of files ask the system for.</summary>
public interface ISystemCalls
{
    /// <summary>openat(2).</summary>
    int Open(string path, OpenFlags flags, int mode = 0);

    /// <summary>The length of an open file in bytes.</summary>
    long Length(int fd);

    /// <summary>close(2).</summary>
    int Close(int fd);

    /// <summary>pread(2).</summary>
    nint ReadAt(int fd, Span<byte> buffer, long position);
}
