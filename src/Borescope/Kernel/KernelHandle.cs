using System;
using System.Runtime.InteropServices;

namespace Borescope.Kernel;

/// <summary>An owned file descriptor of a kernel object; closed once, also by the finalizer.</summary>
public sealed class KernelHandle : SafeHandle
{
    // Descriptors 0 to 2 mean "none" in many bpf attributes, and a daemon may start with them closed.
    private const int FirstSafeDescriptor = 3;

    private readonly ISystemCalls _calls;

    private KernelHandle(ISystemCalls calls, int fd)
        : base(-1, ownsHandle: true)
    {
        _calls = calls;
        SetHandle(fd);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    /// <summary>The descriptor number, -1 after disposal.</summary>
    public int Descriptor => IsClosed ? -1 : (int)handle;

    /// <summary>The descriptor number for a system call that its owner is about to make.</summary>
    /// <param name="kind">The owner as messages name it: <c>map</c>.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ObjectDisposedException">The owner was disposed of.</exception>
    internal int Require(string kind, string name) =>
        IsClosed ? throw new ObjectDisposedException(name, $"{kind} {name} was disposed of already") : (int)handle;

    /// <summary>Takes ownership of a descriptor, moving it above 2 when it is a low one.</summary>
    /// <param name="calls">The seam that closes it.</param>
    /// <param name="fd">A descriptor, never an error.</param>
    public static KernelHandle Own(ISystemCalls calls, int fd)
    {
        if (fd is >= 0 and < FirstSafeDescriptor)
        {
            var moved = calls.DuplicateAbove(fd, FirstSafeDescriptor);
            if (moved >= 0)
            {
                calls.Close(fd);
                fd = moved;
            }
        }

        return new KernelHandle(calls, fd);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => _calls.Close((int)handle) == 0;
}
