using System;
using System.Collections.Generic;
using Borescope.Kernel;
using Borescope.Programs;

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
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public int Descriptor => _handle.Require("link", Target);

    /// <inheritdoc/>
    public override ulong? MissedCount => Mechanism is AttachMechanism.Multi or AttachMechanism.PerfLink ? LinkInfoRecord.ReadMissed(_calls, Descriptor) : null;

    /// <inheritdoc/>
    public override IReadOnlyList<LinkInfo> ReadInfo() => [LinkInfoReader.Read(_calls, Descriptor, Target)];

    /// <inheritdoc/>
    public override bool CanUpdate => Mechanism == AttachMechanism.Other;

    /// <inheritdoc/>
    public override void Update(BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        LinkCommands.Update(_calls, Descriptor, program, Target);
    }

    /// <summary>Detaches the program even though others hold the link too (5.9). Not for links that trace.</summary>
    /// <exception cref="BpfException">The kernel cannot detach this kind of link.</exception>
    public void Detach() => LinkCommands.Detach(_calls, Descriptor, Target);

    /// <inheritdoc/>
    public override bool CanPin => true;

    /// <inheritdoc/>
    public override void Pin(string path) => ObjectPath.Pin(_calls, Descriptor, path);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _handle.Dispose();
}
