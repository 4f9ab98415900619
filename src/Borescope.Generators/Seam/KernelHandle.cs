using System;

namespace Borescope.Kernel;

/// <summary>An owned file descriptor; nothing can open one here.</summary>
public sealed class KernelHandle : IDisposable
{
    private KernelHandle(int fd) => Descriptor = fd;

    /// <summary>The descriptor number.</summary>
    public int Descriptor { get; }

    /// <summary>Takes ownership of a descriptor.</summary>
    public static KernelHandle Own(ISystemCalls calls, int fd) => new(fd);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
