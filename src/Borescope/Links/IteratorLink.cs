using System;
using System.Collections.Generic;
using Borescope.Kernel;
using Borescope.Programs;

namespace Borescope.Links;

/// <summary>An iterator: reading it runs the program over all objects.</summary>
public sealed unsafe class IteratorLink : Link
{
    private readonly ISystemCalls _calls;
    private readonly KernelHandle _handle;

    internal IteratorLink(ISystemCalls calls, string target, KernelHandle handle)
        : base(AttachMechanism.Iterator, target)
    {
        _calls = calls;
        _handle = handle;
    }

    private int Descriptor => _handle.Require("link", Target);

    /// <summary>Starts a new walk.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public IteratorReader Open()
    {
        var attributes = new IteratorCreateAttributes { Link = Descriptor };
        var fd = _calls.Bpf(BpfCommand.IteratorCreate, &attributes, (uint)sizeof(IteratorCreateAttributes));
        return fd < 0
            ? throw new BpfException(fd.AsErrno(), KernelOperation.IteratorCreate, Target)
            : new IteratorReader(_calls, KernelHandle.Own(_calls, fd), Target);
    }

    /// <summary>Gives the iterator a path in a BPF file system: each <c>cat</c> of it is a new walk, also after this process has ended.</summary>
    /// <param name="path">Absolute path.</param>
    /// <exception cref="BpfException">There is no BPF file system at the path, or something is there already.</exception>
    public override void Pin(string path) => ObjectPath.Pin(_calls, Descriptor, path);

    /// <inheritdoc/>
    public override IReadOnlyList<LinkInfo> ReadInfo() => [LinkInfoReader.Read(_calls, Descriptor, Target)];

    /// <inheritdoc/>
    public override bool CanUpdate => true;

    /// <summary>Exchanges the program (5.9); walks that have begun go on with the old one.</summary>
    /// <inheritdoc/>
    public override void Update(BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        LinkCommands.Update(_calls, Descriptor, program, Target);
    }

    /// <inheritdoc/>
    public override bool CanPin => true;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _handle.Dispose();
}
