using System;
using System.Collections.Generic;
using System.Numerics;
using Borescope.Kernel;
using Borescope.Maps;

namespace Borescope.Objects.Loading;

/// <summary>Creates maps.</summary>
internal sealed unsafe class MapCreator(ISystemCalls calls, MemoryLock memoryLock)
{
    private const string NoSize = "it has no size: some sources leave that to the program that loads them; replace its spec by one with MaxEntries";

    private IReadOnlyList<int>? _possibleCpus;

    private IReadOnlyList<int> PossibleCpus => _possibleCpus ??= CpuList.Possible(calls);

    /// <summary>Creates a map, or opens the one pinned under its name.</summary>
    /// <param name="spec">The map.</param>
    /// <param name="btf">The types of its object.</param>
    /// <param name="options">Where pins go.</param>
    /// <param name="pinned">Told the path when the map got one.</param>
    /// <exception cref="BpfException">The kernel refused it, or the pinned one has another shape.</exception>
    internal BpfMap Create(MapSpec spec, KernelHandle? btf, LoadOptions options, Action<string> pinned)
    {
        spec = Complete(spec);
        var path = spec.IsPinned ? spec.PinPath ?? ObjectPath.Of(options.PinDirectory, spec.Name) : null;
        if (path is not null && MapPins.Open(calls, path, spec) is { } there)
            return new BpfMap(calls, there, spec, PossibleCpus.Count);
        using var inner = spec.Inner is { } template ? Allocate(Complete(template), btf, 0) : null;
        var map = new BpfMap(calls, Allocate(spec, btf, inner?.Descriptor ?? 0), spec, PossibleCpus.Count);
        try
        {
            if (spec.Type == BpfMapType.Arena)
                FillArena(map);
            else if (spec.InitialValue is { } value)
                map.Update([0, 0, 0, 0], value);
            if (spec.Freeze)
                map.Freeze();
            if (path is not null)
            {
                ObjectPath.Pin(calls, map.Descriptor, path);
                pinned(path);
            }

            return map;
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    // The verifier takes programs only when the arena has its address: the one it was made with, or that of its first mapping.
    private static void FillArena(BpfMap map)
    {
        var value = map.Spec.InitialValue ?? [];
        if (value.Length == 0 && map.Spec.Extra != 0)
            return;
        var memory = map.Arena;
        if (value.Length > memory.Length)
            throw new BpfException($"the variables of arena {map.Name} are {value.Length} bytes, it has {memory.Length}", KernelOperation.MapCreate, map.Name);
        value.CopyTo(new Span<byte>(memory.Pointer, memory.Length));
    }

    /// <summary>Fills in the sizes that depend on the machine.</summary>
    private MapSpec Complete(MapSpec spec) => spec switch
    {
        { Type: BpfMapType.PerfEventArray, MaxEntries: 0 } => spec with { MaxEntries = (uint)(PossibleCpus[^1] + 1) },
        { Type: BpfMapType.RingBuffer or BpfMapType.UserRingBuffer, MaxEntries: > 0 } => spec with { MaxEntries = RoundUp(spec.MaxEntries) },
        _ => spec,
    };

    private static uint RoundUp(uint bytes)
    {
        var page = (uint)Environment.SystemPageSize;
        return bytes > 1u << 31 ? bytes : page * BitOperations.RoundUpToPowerOf2((bytes + page - 1) / page);
    }

    private KernelHandle Allocate(MapSpec spec, KernelHandle? btf, int inner)
    {
        var typed = btf is not null && (spec.KeyTypeId | spec.ValueTypeId) != 0 && TakesTypes(spec.Type);
        var attributes = new MapCreateAttributes
        {
            Type = (uint)spec.Type,
            KeySize = spec.KeySize,
            ValueSize = spec.ValueSize,
            MaxEntries = spec.MaxEntries,
            Flags = (uint)spec.Flags,
            InnerMap = inner,
            NumaNode = spec.Flags.HasFlag(MapFlags.NumaNode) ? spec.NumaNode : 0,
            KernelValueType = spec.KernelValueTypeId,
            Extra = spec.Extra,
        };
        if (typed)
            (attributes.Btf, attributes.KeyType, attributes.ValueType) = (btf!.Descriptor, spec.KeyTypeId, spec.ValueTypeId);
        KernelName.Write(attributes.Name, spec.KernelName ?? spec.Name);
        var fd = Submit(ref attributes);
        if (fd.AsErrno() == Errno.EPERM && memoryLock.TryRaise())
            fd = Submit(ref attributes);
        if (fd >= 0)
            return KernelHandle.Own(calls, fd);
        var error = fd.AsErrno();

        // Types are a convenience for whoever looks at the map; kernels differ in which they take.
        if (typed)
        {
            (attributes.Btf, attributes.KeyType, attributes.ValueType) = (0, 0, 0);
            fd = Submit(ref attributes);
        }

        if (fd.AsErrno() == Errno.EINVAL && spec is { InitialValue: not null } && spec.Flags.HasFlag(MapFlags.Mappable))
        {
            // Before 5.5 no map could be mapped into memory.
            attributes.Flags &= ~(uint)MapFlags.Mappable;
            fd = Submit(ref attributes);
        }

        return fd >= 0 ? KernelHandle.Own(calls, fd) : throw new BpfException(
            error, KernelOperation.MapCreate, $"{spec.Name} ({spec.Type}, {spec.MaxEntries} entries, key {spec.KeySize}, value {spec.ValueSize} bytes)",
            PrivilegeDiagnosis.Explain(calls, error, KernelOperation.MapCreate) ?? (spec.MaxEntries == 0 && error == Errno.EINVAL ? NoSize : null));
    }

    private static bool TakesTypes(BpfMapType type) => type is not (
        BpfMapType.PerfEventArray or BpfMapType.CgroupArray or BpfMapType.StackTrace or BpfMapType.ArrayOfMaps or BpfMapType.HashOfMaps
        or BpfMapType.DeviceMap or BpfMapType.DeviceHash or BpfMapType.CpuMap or BpfMapType.XdpSocketMap or BpfMapType.SocketMap or BpfMapType.SocketHash
        or BpfMapType.Queue or BpfMapType.Stack or BpfMapType.Arena);

    private int Submit(ref MapCreateAttributes attributes)
    {
        fixed (MapCreateAttributes* pointer = &attributes)
            return calls.Bpf(BpfCommand.MapCreate, pointer, (uint)sizeof(MapCreateAttributes));
    }
}
