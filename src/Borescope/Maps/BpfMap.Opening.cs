using System;
using Borescope.Kernel;
using Borescope.Objects;
using Borescope.Objects.Loading;

namespace Borescope.Maps;

/// <content>Ways to come by a map without an object file.</content>
public sealed partial class BpfMap
{
    /// <summary>Creates a map. Maps that belong to tasks, sockets, inodes and control groups get the types that the kernel wants them to have.</summary>
    /// <param name="spec">What it shall look like.</param>
    /// <param name="calls">The seam; the real one when none is given.</param>
    /// <exception cref="BpfException">The kernel refused: the message names the sizes and the likely cause.</exception>
    public static BpfMap Create(MapSpec spec, ISystemCalls? calls = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        calls ??= SystemCalls.Instance;
        var memoryLock = new MemoryLock(calls);
        using var types = StorageTypes.Upload(calls, memoryLock, ref spec);
        return new MapCreator(calls, memoryLock).Create(spec, types, new LoadOptions(), static _ => { });
    }

    /// <summary>Opens a map by its number, as <c>borescope map list</c> shows it. Needs CAP_SYS_ADMIN.</summary>
    /// <exception cref="BpfException">There is none, or the kernel refused.</exception>
    public static BpfMap OpenById(uint id, ISystemCalls? calls = null)
    {
        calls ??= SystemCalls.Instance;
        return Adopt(calls, KernelObject.Open(calls, BpfCommand.MapFdById, id, "map"), $"map {id}");
    }

    /// <summary>Opens a map by its path in a BPF file system.</summary>
    /// <exception cref="BpfException">There is none, or the kernel refused.</exception>
    public static BpfMap OpenPinned(string path, ISystemCalls? calls = null)
    {
        calls ??= SystemCalls.Instance;
        return Adopt(calls, KernelObject.OpenPinned(calls, path), path);
    }

    /// <summary>A second, independent descriptor of the same map.</summary>
    /// <exception cref="BpfException">Too many open files.</exception>
    public BpfMap Clone() => new(Calls, KernelObject.Duplicate(Calls, Descriptor, Name), Spec, CpuCount);

    /// <summary>Asks the kernel about the map.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public MapInfo ReadInfo() => MapInfo.Read(Calls, Descriptor, Name);

    /// <summary>Fails when the map is of none of the types that a view can handle.</summary>
    internal void Require(string wanted, params ReadOnlySpan<BpfMapType> types)
    {
        foreach (var type in types)
        {
            if (type == Type)
                return;
        }

        throw new BpfException($"map {Name} is of type {Type}, not {wanted}", KernelOperation.MapLookup, Name);
    }

    private static BpfMap Adopt(ISystemCalls calls, KernelHandle handle, string subject)
    {
        try
        {
            var map = MapInfo.Read(calls, handle.Descriptor, subject);
            var spec = new MapSpec
            {
                Name = map.Name, Type = map.Type, KeySize = map.KeySize, ValueSize = map.ValueSize, MaxEntries = map.MaxEntries,
                Flags = (MapFlags)map.Flags, Extra = map.Extra, KeyTypeId = map.KeyTypeId, ValueTypeId = map.ValueTypeId,
            };
            return new BpfMap(calls, handle, spec, CpuList.Possible(calls).Count);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
