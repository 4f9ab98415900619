using System;
using System.IO;
using Borescope.Kernel;

namespace Borescope.KernelTests.Objects;

/// <summary>A BPF file system of its own, so that nothing of the tests stays in the machine's.</summary>
internal sealed class PinFolder : IDisposable
{
    internal PinFolder()
    {
        Root = Directory.CreateTempSubdirectory("borescope-pins-").FullName;
        Errno error = SystemCalls.Instance.Mount("bpf", Root, "bpf").AsErrno();
        Assert.SkipUnless(error == Errno.None, $"a BPF file system cannot be mounted: {error}");
    }

    internal string Root { get; }

    public void Dispose()
    {
        ObjectPrograms.TryRun("umount", Root);
        Directory.Delete(Root);
    }
}
