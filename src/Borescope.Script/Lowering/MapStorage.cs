using Borescope.Kernel;
using System;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

/// <summary>How the kernel holds a map.</summary>
public enum MapStorageKind
{
    /// <summary>Array of one value, addressed directly.</summary>
    Scalar,

    /// <summary>Per-CPU array of one value.</summary>
    PerCpuScalar,

    /// <summary>Hash.</summary>
    Hash,

    /// <summary>Per-CPU hash.</summary>
    PerCpuHash,

    /// <summary>Array of one value, addressed directly: a u64 for every number that bpf_get_stackid can answer with.</summary>
    StackTally,
}

/// <summary>How a script's map is kept in the kernel.</summary>
/// <remarks>
/// Histograms of keyed maps keep one u64 per bucket: the bucket's index (u64) follows the key. Scalar maps carry a byte behind the value
/// that is 1 once the map was assigned, because an array cannot tell "never" from "zero"; count, min, max, avg and histograms tell it by their value.
/// Kernel stacks that are only counted need no hash: their ids are small numbers, and no count is ever refused, also not where probes interrupt each other.
/// </remarks>
public sealed class MapStorage
{
    /// <summary>Decides the storage of a map.</summary>
    public MapStorage(MapSymbol map)
    {
        Map = map;
        ScriptType value = map.ValueType ?? throw new ArgumentException($"map {map.Name} has no value type");
        var aggregation = value as AggregationType;
        IsBucketKeyed = map.KeyType is not null && aggregation is { Kind: AggregationKind.Hist or AggregationKind.LinearHist };
        Kind = (map.KeyType is null, aggregation is null) switch
        {
            (true, true) => MapStorageKind.Scalar,
            (true, false) => MapStorageKind.PerCpuScalar,
            (false, true) => MapStorageKind.Hash,
            (false, false) => IsStackTally(map) ? MapStorageKind.StackTally : MapStorageKind.PerCpuHash,
        };
        ValueSize = IsBucketKeyed ? 8 : Kind == MapStorageKind.StackTally ? 8 * StackTally.Slots : Align8(value.Size);
        if (Kind == MapStorageKind.Scalar || (Kind == MapStorageKind.PerCpuScalar && aggregation!.Kind == AggregationKind.Sum))
        {
            SetFlagOffset = ValueSize;
            ValueSize += 8;
        }

        BucketOffset = map.KeyType is null ? 0 : Align8(map.KeyType.Size);
        IsArray = map.Declared == DeclaredMapKind.Array && map.KeyType is not null;
        KeySize = map.KeyType is null || IsArray || Kind == MapStorageKind.StackTally ? 4 : IsBucketKeyed ? BucketOffset + 8 : map.KeyType.Size;
        Reference = new IrMap(map.Name);
    }

    /// <summary>The map.</summary>
    public MapSymbol Map { get; }

    /// <summary>Kernel map kind.</summary>
    public MapStorageKind Kind { get; }

    /// <summary>Whether each CPU has its own value.</summary>
    public bool IsPerCpu => Kind is MapStorageKind.PerCpuScalar or MapStorageKind.PerCpuHash;

    /// <summary>Whether the map has no key.</summary>
    public bool IsScalar => Kind is MapStorageKind.Scalar or MapStorageKind.PerCpuScalar;

    /// <summary>Whether it is an array with keys: the kernel's key is the low half of the script's.</summary>
    public bool IsArray { get; }

    /// <summary>The kernel's type of map.</summary>
    public BpfMapType KernelType => (Kind, Map.Declared) switch
    {
        (MapStorageKind.Scalar or MapStorageKind.StackTally, _) => BpfMapType.Array,
        (MapStorageKind.PerCpuScalar, _) => BpfMapType.PerCpuArray,
        (MapStorageKind.Hash, DeclaredMapKind.Array) => BpfMapType.Array,
        (MapStorageKind.Hash, DeclaredMapKind.LruHash) => BpfMapType.LruHash,
        (MapStorageKind.Hash, _) => BpfMapType.Hash,
        (_, DeclaredMapKind.Array) => BpfMapType.PerCpuArray,
        (_, DeclaredMapKind.LruHash) => BpfMapType.LruPerCpuHash,
        _ => BpfMapType.PerCpuHash,
    };

    /// <summary>Bytes of a kernel map key (u32 index for scalars).</summary>
    public int KeySize { get; }

    /// <summary>Bytes of a kernel map value, a multiple of 8.</summary>
    public int ValueSize { get; }

    /// <summary>Offset of the byte that tells whether a scalar map was assigned; -1 when the value tells.</summary>
    public int SetFlagOffset { get; } = -1;

    /// <summary>Whether the bucket of a histogram is part of the key.</summary>
    public bool IsBucketKeyed { get; }

    /// <summary>Offset of the bucket index in the key.</summary>
    public int BucketOffset { get; }

    /// <summary>Entries of the kernel map.</summary>
    public int MaxEntries => IsScalar || Kind == MapStorageKind.StackTally ? 1 : Map.MaxEntries;

    /// <summary>The map in the IR.</summary>
    public IrMap Reference { get; }

    // Whoever asks for fewer elements, or for another kind of map, gets what he asks for.
    private static bool IsStackTally(MapSymbol map) =>
        map is { KeyType: StackType { User: false }, ValueType: AggregationType { Kind: AggregationKind.Count }, IsTally: true, Declared: DeclaredMapKind.Hash }
        && map.MaxEntries >= ScriptConfiguration.DefaultMaxMapKeys;

    private static int Align8(int n) => (n + 7) & ~7;
}
