using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>A perf event with a program: bound by a BPF link, or by ioctl.</summary>
public sealed class PerfEventLink : Link
{
    private readonly ISystemCalls _calls;
    private readonly KernelHandle _event;
    private readonly KernelHandle? _link;
    private readonly TracefsEvent? _tracefsEvent;

    internal PerfEventLink(
        ISystemCalls calls, AttachMechanism mechanism, string target, KernelHandle perfEvent, KernelHandle? link, TracefsEvent? tracefsEvent)
        : base(mechanism, target)
    {
        _calls = calls;
        _event = perfEvent;
        _link = link;
        _tracefsEvent = tracefsEvent;
    }

    /// <inheritdoc/>
    public override ulong? MissedCount => _tracefsEvent?.ReadMissed()
        ?? (_link is not null && LinkInfo.TryRead(_calls, _link.Descriptor, out var info) ? info.KprobeMissed : null);

    /// <inheritdoc/>
    public override bool CanDisable => true;

    /// <inheritdoc/>
    public override void SetEnabled(bool enabled)
    {
        var error = _calls.IoControl(_event.Descriptor, enabled ? PerfIoControl.Enable : PerfIoControl.Disable, 0).AsErrno();
        if (error != Errno.None)
            throw new BpfException(error, KernelOperation.PerfEnable, Target);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The tracefs event can be removed only when no descriptor is open on it.
        _link?.Dispose();
        _event.Dispose();
        _tracefsEvent?.Remove();
    }
}
