using System;
using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>One walk of an iterator; what its program writes is read like a file.</summary>
public sealed class IteratorReader : IDisposable
{
    private readonly ISystemCalls _calls;
    private readonly KernelHandle _handle;
    private readonly string _target;

    internal IteratorReader(ISystemCalls calls, KernelHandle handle, string target)
    {
        _calls = calls;
        _handle = handle;
        _target = target;
    }

    /// <summary>Reads what comes next; the program runs meanwhile.</summary>
    /// <param name="buffer">Takes the bytes.</param>
    /// <returns>Bytes read; 0 at the end of the walk.</returns>
    /// <exception cref="BpfException">The program wrote more for one object than the kernel's buffer holds, or another error.</exception>
    public int Read(Span<byte> buffer)
    {
        while (true)
        {
            // EAGAIN: the program wrote nothing for a long row of objects, and the kernel takes a breath.
            var result = _calls.Read(_handle.Descriptor, buffer);
            if (result >= 0)
                return (int)result;
            if (result.AsErrno() is not (Errno.EAGAIN or Errno.EINTR))
                throw new BpfException(result.AsErrno(), KernelOperation.FileRead, _target);
        }
    }

    /// <summary>Ends the walk.</summary>
    public void Dispose() => _handle.Dispose();
}
