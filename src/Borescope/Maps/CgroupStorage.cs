using System;
using Borescope.Kernel;

namespace Borescope.Maps;

/// <summary>Values that belong to control groups and go with them (6.2).</summary>
/// <typeparam name="T">Value.</typeparam>
public readonly struct CgroupStorage<T>
    where T : unmanaged
{
    /// <summary>Wraps a map.</summary>
    /// <exception cref="BpfException">It is no storage of control groups.</exception>
    /// <exception cref="LayoutMismatchException">Sizes or declared layouts do not agree.</exception>
    public CgroupStorage(BpfMap raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        raw.Require("a storage of control groups", BpfMapType.CgroupStorage);
        LayoutCheck.Value<T>(raw);
        Raw = raw;
    }

    /// <summary>The map behind; its keys are descriptors of control groups' folders.</summary>
    public BpfMap Raw { get; }

    /// <summary>Reads the value of a control group.</summary>
    /// <param name="path">Folder of the group, such as <c>/sys/fs/cgroup/system.slice</c>.</param>
    /// <param name="value">The value.</param>
    /// <returns>False when it has none.</returns>
    /// <exception cref="BpfException">There is no such group, or the kernel refused.</exception>
    public bool TryGet(string path, out T value)
    {
        using var group = Open(path);
        return DescriptorStorage.TryGet(Raw, group, out value);
    }

    /// <summary>Sets the value of a control group.</summary>
    /// <exception cref="BpfException">There is no such group, or the kernel refused.</exception>
    public void Set(string path, T value, MapUpdateMode mode = MapUpdateMode.Any)
    {
        using var group = Open(path);
        DescriptorStorage.Set(Raw, group, value, mode);
    }

    /// <summary>Takes the value of a control group away.</summary>
    /// <returns>False when it has none.</returns>
    /// <exception cref="BpfException">There is no such group, or the kernel refused.</exception>
    public bool Remove(string path)
    {
        using var group = Open(path);
        return DescriptorStorage.Remove(Raw, group);
    }

    private KernelHandle Open(string path)
    {
        var fd = Raw.Calls.Open(path, OpenFlags.ReadOnly | OpenFlags.CloseOnExec);
        return fd < 0 ? throw new BpfException(fd.AsErrno(), KernelOperation.MapLookup, $"{Raw.Name} (control group {path})") : KernelHandle.Own(Raw.Calls, fd);
    }
}
