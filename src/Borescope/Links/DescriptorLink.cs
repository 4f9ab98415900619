using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>A link that is one descriptor: multi, fentry, raw tracepoint.</summary>
public sealed class DescriptorLink : Link
{
    private readonly ISystemCalls _calls;
    private readonly KernelHandle _handle;

    internal DescriptorLink(ISystemCalls calls, AttachMechanism mechanism, string target, KernelHandle handle)
        : base(mechanism, target)
    {
        _calls = calls;
        _handle = handle;
    }

    /// <summary>Descriptor number; owned by this object.</summary>
    public int Descriptor => _handle.Descriptor;

    /// <inheritdoc/>
    public override ulong? MissedCount =>
        Mechanism == AttachMechanism.Multi && LinkInfo.TryRead(_calls, Descriptor, out var info) ? info.MultiMissed : null;

    /// <inheritdoc/>
    public override bool CanPin => true;

    /// <inheritdoc/>
    public override void Pin(string path) => ObjectPath.Pin(_calls, Descriptor, path);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _handle.Dispose();
}
