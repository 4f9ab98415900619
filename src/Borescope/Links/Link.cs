using System;
using Borescope.Kernel;

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

    /// <summary>Detaches.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the link holds.</summary>
    protected abstract void Dispose(bool disposing);
}
