using System;
using Borescope.Kernel;

namespace Borescope.Maps;

/// <summary>Values that belong to threads and go with them (5.11). User space names a process by its main thread.</summary>
/// <typeparam name="T">Value.</typeparam>
public readonly struct TaskStorage<T>
    where T : unmanaged
{
    /// <summary>Wraps a map.</summary>
    /// <exception cref="BpfException">It is no task storage.</exception>
    /// <exception cref="LayoutMismatchException">Sizes or declared layouts do not agree.</exception>
    public TaskStorage(BpfMap raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        raw.Require("a task storage", BpfMapType.TaskStorage);
        LayoutCheck.Value<T>(raw);
        Raw = raw;
    }

    /// <summary>The map behind; its keys are pidfds.</summary>
    public BpfMap Raw { get; }

    /// <summary>Reads the value of a process.</summary>
    /// <returns>False when it has none.</returns>
    /// <exception cref="BpfException">There is no such process, or the kernel refused.</exception>
    public bool TryGet(int processId, out T value)
    {
        using var process = Open(processId);
        return DescriptorStorage.TryGet(Raw, process, out value);
    }

    /// <summary>Sets the value of a process.</summary>
    /// <exception cref="BpfException">There is no such process, or the kernel refused.</exception>
    public void Set(int processId, T value, MapUpdateMode mode = MapUpdateMode.Any)
    {
        using var process = Open(processId);
        DescriptorStorage.Set(Raw, process, value, mode);
    }

    /// <summary>Takes the value of a process away.</summary>
    /// <returns>False when it has none.</returns>
    /// <exception cref="BpfException">There is no such process, or the kernel refused.</exception>
    public bool Remove(int processId)
    {
        using var process = Open(processId);
        return DescriptorStorage.Remove(Raw, process);
    }

    private KernelHandle Open(int processId)
    {
        var fd = Raw.Calls.PidFdOpen(processId);
        return fd < 0 ? throw new BpfException(fd.AsErrno(), KernelOperation.MapLookup, $"{Raw.Name} (process {processId})") : KernelHandle.Own(Raw.Calls, fd);
    }
}
