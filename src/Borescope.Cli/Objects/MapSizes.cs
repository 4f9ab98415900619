using System.Collections.Generic;
using Borescope.Kernel;
using Borescope.Objects;

namespace Borescope.Cli.Objects;

/// <summary>Sizes of maps that an object's source leaves to the program that loads it.</summary>
internal static class MapSizes
{
    private const uint Entries = 10240;
    private const uint StackBytes = 127 * sizeof(ulong);

    /// <summary>Gives such maps a size; returns their names.</summary>
    internal static IReadOnlyList<string> Choose(ObjectSpec spec)
    {
        List<string> sized = [];
        for (int index = 0; index < spec.Maps.Count; index++)
        {
            MapSpec map = spec.Maps[index];
            bool needsEntries = map.MaxEntries == 0 && map.Type is not (BpfMapType.PerfEventArray or BpfMapType.TaskStorage or BpfMapType.InodeStorage
                or BpfMapType.SocketStorage or BpfMapType.CgroupStorage or BpfMapType.CgroupStorageOld or BpfMapType.PerCpuCgroupStorage or BpfMapType.StructOps);
            bool needsValue = map is { Type: BpfMapType.StackTrace, ValueSize: 0 };
            if (!needsEntries && !needsValue)
            {
                continue;
            }
            spec.Maps[index] = map with { MaxEntries = needsEntries ? Entries : map.MaxEntries, ValueSize = needsValue ? StackBytes : map.ValueSize };
            sized.Add(map.Name);
        }
        return sized;
    }
}
