using System;
using System.Collections.Generic;
using Borescope.Kernel;
using Borescope.Programs;

namespace Borescope.Links;

/// <summary>An attached program; disposing it detaches. Nothing stays behind when the process dies, except legacy events, which the next run sweeps.</summary>
public abstract class Link : IDisposable
{
    private protected Link(AttachMechanism mechanism, string target)
    {
        Mechanism = mechanism;
        Target = target;
    }

    /// <summary>How it is attached.</summary>
    public AttachMechanism Mechanism { get; }

    /// <summary>Where, as the user would write it.</summary>
    public string Target { get; }

    /// <summary>Hits that the kernel knows it missed (recursion, too few kretprobe instances); null when it does not count them.</summary>
    public virtual ulong? MissedCount => null;

    /// <summary>Whether <see cref="SetEnabled"/> works.</summary>
    public virtual bool CanDisable => false;

    /// <summary>Stops or resumes without detaching.</summary>
    /// <exception cref="NotSupportedException">The mechanism cannot; see <see cref="CanDisable"/>.</exception>
    public virtual void SetEnabled(bool enabled) => throw new NotSupportedException(
        $"{Target} is attached by {Mechanism.Describe()}, which cannot be disabled temporarily; use ioctl or legacy");

    /// <summary>Whether <see cref="Pin"/> works: only what the kernel holds by a BPF link can outlive its process.</summary>
    public virtual bool CanPin => false;

    /// <summary>Gives the link a path in a BPF file system: the program then stays attached without this process, until the path is removed.</summary>
    /// <param name="path">Absolute path; its last part must not have dots.</param>
    /// <exception cref="NotSupportedException">The mechanism cannot; see <see cref="CanPin"/>.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public virtual void Pin(string path) => throw new NotSupportedException($"{Target} is attached by {Mechanism.Describe()}, which cannot be pinned");

    /// <summary>Asks the kernel about the BPF links that this one consists of; none when it is held by perf events alone (ioctl, tracefs).</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public virtual IReadOnlyList<LinkInfo> ReadInfo() => [];

    /// <summary>Whether <see cref="Update"/> may work: the kernel exchanges programs of iterators, control groups and network hooks.</summary>
    public virtual bool CanUpdate => false;

    /// <summary>Exchanges the program in one step. Where the kernel cannot, <see cref="ProbeAttacher.Replace"/> does it in two without missing a hit.</summary>
    /// <param name="program">The program that shall run from now on.</param>
    /// <exception cref="NotSupportedException">The mechanism cannot; see <see cref="CanUpdate"/>.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public virtual void Update(BpfProgram program) => throw new NotSupportedException(
        $"{Target} is attached by {Mechanism.Describe()}, whose program cannot be exchanged; attach the new program, then dispose this link");

    /// <summary>Opens a BPF link by its number, whoever made it. Needs CAP_SYS_ADMIN. Disposing gives this hold back; the program stays attached while others hold it.</summary>
    /// <exception cref="BpfException">There is none, or the kernel refused.</exception>
    public static Link OpenById(uint id, ISystemCalls? calls = null)
    {
        calls ??= SystemCalls.Instance;
        return Adopt(calls, KernelObject.Open(calls, BpfCommand.LinkFdById, id, "link"), $"link {id}");
    }

    /// <summary>Opens a BPF link by its path in a BPF file system. To detach it, remove the path and dispose what is opened here.</summary>
    /// <exception cref="BpfException">There is none, or the kernel refused.</exception>
    public static Link OpenPinned(string path, ISystemCalls? calls = null)
    {
        calls ??= SystemCalls.Instance;
        return Adopt(calls, KernelObject.OpenPinned(calls, path), path);
    }

    /// <summary>Detaches.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the link holds.</summary>
    protected abstract void Dispose(bool disposing);

    private static Link Adopt(ISystemCalls calls, KernelHandle handle, string subject)
    {
        try
        {
            var info = LinkInfoReader.Read(calls, handle.Descriptor, subject);
            return info.Type switch
            {
                BpfLinkType.Iterator => new IteratorLink(calls, info.Target, handle),
                BpfLinkType.RawTracepoint => new DescriptorLink(calls, AttachMechanism.RawTracepoint, info.Target, handle),
                BpfLinkType.Tracing => new DescriptorLink(calls, AttachMechanism.Fentry, info.Target, handle),
                BpfLinkType.PerfEvent => new DescriptorLink(calls, AttachMechanism.PerfLink, info.Target, handle),
                BpfLinkType.KprobeMulti or BpfLinkType.UprobeMulti => new DescriptorLink(calls, AttachMechanism.Multi, info.Target, handle),
                _ => new DescriptorLink(calls, AttachMechanism.Other, info.Target, handle),
            };
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
