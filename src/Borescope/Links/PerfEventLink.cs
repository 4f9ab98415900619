using System;
using System.Collections.Generic;
using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>A perf event with a program: bound by a BPF link, or by ioctl.</summary>
public sealed class PerfEventLink : Link
{
    private readonly ISystemCalls _calls;
    private readonly TracefsEvent? _tracefsEvent;
    private readonly Func<PerfAttachment>? _reopen;
    private PerfAttachment _attachment;
    private bool _isEnabled = true;
    private bool _isDisposed;

    internal PerfEventLink(
        ISystemCalls calls, AttachMechanism mechanism, string target, PerfAttachment attachment, TracefsEvent? tracefsEvent, Func<PerfAttachment>? reopen)
        : base(mechanism, target)
    {
        _calls = calls;
        _attachment = attachment;
        _tracefsEvent = tracefsEvent;
        _reopen = reopen;
    }

    /// <inheritdoc/>
    public override ulong? MissedCount
    {
        get
        {
            RequireUse();
            return _tracefsEvent?.ReadMissed() ?? (_attachment.Link is { IsClosed: false } link ? LinkInfoRecord.ReadMissed(_calls, link.Descriptor) : null);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LinkInfo> ReadInfo()
    {
        RequireUse();
        return _attachment.Link is { IsClosed: false } link ? [LinkInfoReader.Read(_calls, link.Descriptor, Target)] : [];
    }

    /// <inheritdoc/>
    public override bool CanDisable => true;

    /// <inheritdoc/>
    public override void SetEnabled(bool enabled)
    {
        RequireUse();
        if (enabled == _isEnabled)
            return;
        if (_reopen is null)
        {
            _attachment.Control(_calls, enabled ? PerfIoControl.Enable : PerfIoControl.Disable, Target);
        }
        else if (enabled)
        {
            _attachment = _reopen();
        }
        else
        {
            // The kernel runs programs on probes and tracepoints whether their perf event is enabled or not; only closing stops them.
            // A tracefs event keeps its definition meanwhile.
            _attachment.Control(_calls, PerfIoControl.Disable, Target);
            _attachment.Dispose();
        }

        _isEnabled = enabled;
    }

    /// <inheritdoc/>
    public override bool CanPin => _attachment.Link is not null;

    /// <inheritdoc/>
    public override void Pin(string path)
    {
        RequireUse();
        if (_attachment.Link is not { } link)
            base.Pin(path);
        else
            ObjectPath.Pin(_calls, link.Descriptor, path);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The tracefs event can be removed only when no descriptor is open on it.
        _attachment.Dispose();
        _tracefsEvent?.Remove();
        _isDisposed = true;
    }

    private void RequireUse()
    {
        if (_isDisposed)
            throw new ObjectDisposedException(Target, $"link {Target} was disposed of already");
    }
}
