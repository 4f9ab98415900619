using System;
using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>What keeps a program attached to a perf event: the event's descriptor, the BPF link's, or both.</summary>
/// <param name="Event">The event; null when the link alone holds it.</param>
/// <param name="Link">The link; null when the program is bound by ioctl.</param>
internal sealed record PerfAttachment(KernelHandle? Event, KernelHandle? Link) : IDisposable
{
    public void Dispose()
    {
        Link?.Dispose();
        Event?.Dispose();
    }

    internal void Control(ISystemCalls calls, uint request, string target)
    {
        if (Event is null)
            return;
        var error = calls.IoControl(Event.Descriptor, request, 0).AsErrno();
        if (error != Errno.None)
            throw new BpfException(error, KernelOperation.PerfEnable, target);
    }
}
