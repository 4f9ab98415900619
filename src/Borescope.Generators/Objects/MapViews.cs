using System.Collections.Generic;
using Borescope.Kernel;

namespace Borescope.Generators.Objects;

/// <summary>The library's typed view for each type of map; one row each. Maps without a row are reached as bytes.</summary>
internal static class MapViews
{
    private const MapViewParts KeyAndValue = MapViewParts.Key | MapViewParts.Value;

    private static readonly Dictionary<BpfMapType, (string View, MapViewParts Parts)> s_rows = new()
    {
        [BpfMapType.Hash] = (ByKey, KeyAndValue),
        [BpfMapType.LruHash] = (ByKey, KeyAndValue),
        [BpfMapType.Array] = (ByKey, KeyAndValue),
        [BpfMapType.PerCpuHash] = ("PerCpuMap", KeyAndValue),
        [BpfMapType.LruPerCpuHash] = ("PerCpuMap", KeyAndValue),
        [BpfMapType.PerCpuArray] = ("PerCpuMap", KeyAndValue),
        [BpfMapType.LongestPrefixTrie] = ("PrefixTrie", MapViewParts.Address | MapViewParts.Value),
        [BpfMapType.Queue] = ("BpfQueue", MapViewParts.Value),
        [BpfMapType.Stack] = ("BpfStack", MapViewParts.Value),
        [BpfMapType.BloomFilter] = ("BloomFilter", MapViewParts.Value),
        [BpfMapType.ArrayOfMaps] = ("MapOfMaps", MapViewParts.Key),
        [BpfMapType.HashOfMaps] = ("MapOfMaps", MapViewParts.Key),
        [BpfMapType.ProgramArray] = ("ProgramArray", MapViewParts.None),
        [BpfMapType.StackTrace] = ("StackTraceMap", MapViewParts.None),
        [BpfMapType.TaskStorage] = ("TaskStorage", MapViewParts.Value),
        [BpfMapType.CgroupStorage] = ("CgroupStorage", MapViewParts.Value),
    };

    // Views that hold memory: opened and disposed of by the caller.
    private static readonly Dictionary<BpfMapType, string> s_opened = new()
    {
        [BpfMapType.Arena] = "BpfArena",
        [BpfMapType.UserRingBuffer] = "UserRingBuffer",
    };

    /// <summary>The view by key and value.</summary>
    internal const string ByKey = "BpfMap";

    /// <summary>The names of all views, which generated types must not take.</summary>
    internal static IEnumerable<string> Names
    {
        get
        {
            foreach (var (view, _) in s_rows.Values)
                yield return view;
            foreach (var name in s_opened.Values)
                yield return name;
        }
    }

    /// <summary>The view of a type, null where there is none.</summary>
    internal static (string View, MapViewParts Parts)? Find(BpfMapType type) => s_rows.TryGetValue(type, out var row) ? row : null;

    /// <summary>The class that opens a map of a type, null where there is none.</summary>
    internal static string? FindOpened(BpfMapType type) => s_opened.TryGetValue(type, out var name) ? name : null;
}
