using System;
using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>An open perf event and, where the kernel has them, the BPF link that binds a program to it.</summary>
/// <param name="Event">The event.</param>
/// <param name="Link">The link, null when the program is bound by ioctl.</param>
internal sealed record PerfAttachment(KernelHandle Event, KernelHandle? Link) : IDisposable
{
    public void Dispose()
    {
        Link?.Dispose();
        Event.Dispose();
    }

    internal void Control(ISystemCalls calls, uint request, string target)
    {
        var error = calls.IoControl(Event.Descriptor, request, 0).AsErrno();
        if (error != Errno.None)
            throw new BpfException(error, KernelOperation.PerfEnable, target);
    }
}
