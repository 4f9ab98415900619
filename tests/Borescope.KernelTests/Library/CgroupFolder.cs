using System;
using System.IO;
using Borescope.Kernel;
using Borescope.KernelTests.Objects;

namespace Borescope.KernelTests.Library;

/// <summary>The machine's control groups, mounted where nobody else looks.</summary>
internal sealed class CgroupFolder : IDisposable
{
    internal CgroupFolder()
    {
        Root = Directory.CreateTempSubdirectory("borescope-groups-").FullName;
        Errno error = SystemCalls.Instance.Mount("cgroup2", Root, "cgroup2").AsErrno();
        if (error != Errno.None)
            Directory.Delete(Root);
        Assert.SkipUnless(error == Errno.None, $"control groups cannot be mounted: {error}");
    }

    internal string Root { get; }

    public void Dispose()
    {
        ObjectPrograms.TryRun("umount", Root);
        Directory.Delete(Root);
    }
}
