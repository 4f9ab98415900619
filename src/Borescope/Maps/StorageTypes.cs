using Borescope.Kernel;
using Borescope.Objects;
using Borescope.Objects.Loading;

namespace Borescope.Maps;

/// <summary>The kernel creates maps whose values belong to tasks, sockets, inodes or control groups only with types. Without an object file these are made up.</summary>
internal static class StorageTypes
{
    internal static KernelHandle? Upload(ISystemCalls calls, MemoryLock memoryLock, ref MapSpec spec)
    {
        if (spec.KeyTypeId != 0
            || spec.Type is not (BpfMapType.TaskStorage or BpfMapType.SocketStorage or BpfMapType.InodeStorage or BpfMapType.CgroupStorage))
            return null;
        var types = StorageMapTypes.Build(spec.ValueSize, out var key, out var value);
        spec = spec with { KeyTypeId = key, ValueTypeId = value, Flags = spec.Flags | MapFlags.NoPreallocation };
        return new BtfUploader(calls, memoryLock).Load(types, out var problem) ?? throw problem!;
    }
}
