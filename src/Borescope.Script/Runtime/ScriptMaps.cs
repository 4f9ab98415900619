using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Objects;
using Borescope.Script.Binding;
using Borescope.Script.Lowering;
using OutputSnapshot = Borescope.Script.Output.MapSnapshot;

namespace Borescope.Script.Runtime;

/// <summary>The maps of a running script: their descriptions, reading them for output, clearing and zeroing them.</summary>
internal sealed class ScriptMaps
{
    private readonly CompiledScript _script;
    private readonly Dictionary<MapSymbol, BpfMap> _maps = [];
    private readonly HashSet<MapSymbol> _zeroed = [];
    private readonly Dictionary<StackShape, BpfMap> _stacks = [];
    private readonly BpfMap _cells;

    public ScriptMaps(CompiledScript script, LoadedObject loaded)
    {
        _script = script;
        _cells = loaded.Maps[CompiledScript.CountersMapName];
        foreach ((MapSymbol symbol, MapStorage _) in script.Maps)
            _maps[symbol] = loaded.Maps[symbol.Name];
        foreach (StackShape shape in script.StackShapes)
            _stacks[shape] = loaded.Maps[shape.MapName];
    }

    /// <summary>All maps of the script.</summary>
    public IEnumerable<MapSymbol> Symbols => _maps.Keys;

    /// <summary>Descriptions of all maps the script's programs use.</summary>
    public static List<MapSpec> Specs(CompiledScript script, uint ringBytes)
    {
        var specs = new List<MapSpec>();
        foreach (MapStorage storage in script.Maps.Values)
        {
            specs.Add(new MapSpec
            {
                Name = storage.Map.Name,
                Type = storage.KernelType,
                KeySize = (uint)storage.KeySize,
                ValueSize = (uint)storage.ValueSize,
                MaxEntries = (uint)storage.MaxEntries,
            });
        }

        foreach (StackShape shape in script.StackShapes)
        {
            specs.Add(new MapSpec
            {
                Name = shape.MapName, Type = BpfMapType.StackTrace, KeySize = 4, ValueSize = (uint)(shape.Limit * shape.FrameBytes),
                MaxEntries = (uint)shape.MaxEntries, Flags = shape.BuildIds ? MapFlags.StackBuildId : 0,
            });
        }

        if (script.UsesEvents)
            specs.Add(new MapSpec { Name = CompiledScript.EventsMapName, Type = BpfMapType.RingBuffer, MaxEntries = ringBytes });
        if (script.UsesPackets)
            specs.Add(new MapSpec { Name = CompiledScript.PacketsMapName, Type = BpfMapType.PerfEventArray, KeySize = 4, ValueSize = 4 });
        specs.Add(new MapSpec
        {
            Name = CompiledScript.CountersMapName, Type = BpfMapType.Array, KeySize = 4, ValueSize = (uint)(8 * script.Cells.Count), MaxEntries = 1,
            Flags = MapFlags.Mappable,
        });
        return specs;
    }

    /// <summary>Gives the cells of the counters map their first values; returns the memory to read them in.</summary>
    public MappedMemory OpenCells()
    {
        long[] initial = [.. _script.Cells.Select(c => c.Initial)];
        _cells.Update(stackalloc byte[4], MemoryMarshal.AsBytes(initial.AsSpan()));
        return _cells.MapMemory(writable: false);
    }

    /// <summary>Reads a stack; the number of frames, or -1 when it is not there any more.</summary>
    public int ReadStack(StackShape shape, int id, Span<ulong> addresses)
    {
        Span<ulong> frames = stackalloc ulong[shape.Limit];
        if (!TryReadStack(shape, id, MemoryMarshal.AsBytes(frames)))
            return -1;
        int count = frames.IndexOf(0UL);
        if (count < 0)
            count = shape.Limit;
        count = Math.Min(count, addresses.Length);
        frames[..count].CopyTo(addresses);
        return count;
    }

    /// <summary>Reads a stack of frames by build id; the number of frames, or -1 when it is not there any more.</summary>
    public int ReadStack(StackShape shape, int id, Span<StackBuildFrame> frames)
    {
        var all = new StackBuildFrame[shape.Limit];
        if (!TryReadStack(shape, id, MemoryMarshal.AsBytes(all.AsSpan())))
            return -1;
        int count = 0;
        while (count < Math.Min(all.Length, frames.Length) && all[count].IsPresent)
            count++;
        all.AsSpan(0, count).CopyTo(frames);
        return count;
    }

    private bool TryReadStack(StackShape shape, int id, Span<byte> frames)
    {
        Span<byte> key = stackalloc byte[4];
        (shape, id) = shape.Locate(id);
        MemoryMarshal.Write(key, id);
        return _stacks.TryGetValue(shape, out BpfMap? map) && map.TryLookup(key, frames);
    }

    /// <summary>Copies a map for output. The result stays valid until <paramref name="release"/> is disposed.</summary>
    public OutputSnapshot Read(MapSymbol symbol, out IDisposable release)
    {
        MapStorage storage = _script.Maps[symbol];
        BpfMap map = _maps[symbol];
        MapSnapshot snapshot = map.Read();
        release = snapshot;
        if (storage.Kind == MapStorageKind.StackTally)
            return OfTally(storage, snapshot);
        if (_zeroed.Contains(symbol) && snapshot.Count > 0)
            return Zeroed(storage, snapshot, map.CpuCount);
        return storage.IsArray ? WithWideKeys(storage, snapshot, map.CpuCount)
            : OutputSnapshot.Of(storage, snapshot.Count, snapshot.KeyMemory, snapshot.ValueMemory, map.CpuCount);
    }

    private static OutputSnapshot OfTally(MapStorage storage, MapSnapshot snapshot)
    {
        (byte[] keys, byte[] values) = StackTally.Elements(snapshot.Value(0));
        return new OutputSnapshot(storage.Map, values.Length / sizeof(ulong), keys, sizeof(long), values, sizeof(ulong), Cpus: 1);
    }

    // Keys of arrays are u32 in the kernel and 8 bytes in the script.
    private static OutputSnapshot WithWideKeys(MapStorage storage, MapSnapshot snapshot, int cpus)
    {
        var keys = new byte[8 * snapshot.Count];
        for (int i = 0; i < snapshot.Count; i++)
            snapshot.Key(i).CopyTo(keys.AsSpan(8 * i));
        return OutputSnapshot.Of(storage, snapshot.Count, keys, snapshot.ValueMemory, cpus) with { KeyStride = 8 };
    }

    /// <summary>Copies one element for output; no element when the key is missing.</summary>
    public OutputSnapshot ReadElement(MapSymbol symbol, ReadOnlySpan<byte> key)
    {
        MapStorage storage = _script.Maps[symbol];
        BpfMap map = _maps[symbol];
        if (storage.IsBucketKeyed)
            return ReadBuckets(storage, map, key);
        var value = new byte[map.ValueBytes];
        bool found = map.TryLookup(key[..map.KeySize], value);
        return OutputSnapshot.Of(storage, found ? 1 : 0, key[..map.KeySize].ToArray(), value, map.CpuCount);
    }

    /// <summary>clear(): removes all elements.</summary>
    public void Clear(MapSymbol symbol)
    {
        _zeroed.Remove(symbol);
        _maps[symbol].Clear();
    }

    /// <summary>zero(): keeps the keys, sets all values to zero.</summary>
    public void Zero(MapSymbol symbol)
    {
        MapStorage storage = _script.Maps[symbol];
        BpfMap map = _maps[symbol];
        using MapSnapshot snapshot = map.Read();
        var zero = new byte[map.ValueBytes];
        if (storage.IsScalar)
        {
            if (OutputSnapshot.Of(storage, snapshot.Count, snapshot.KeyMemory, snapshot.ValueMemory, map.CpuCount).IsEmpty)
                return;
            _zeroed.Add(symbol);
        }

        for (int i = 0; i < snapshot.Count; i++)
            map.Update(snapshot.Key(i), zero);
    }

    /// <summary>A scalar map after zero(): assigned, although its value says nothing. A flag byte is put behind each value to tell so.</summary>
    private static OutputSnapshot Zeroed(MapStorage storage, MapSnapshot snapshot, int possibleCpus)
    {
        int cpus = storage.IsPerCpu ? possibleCpus : 1;
        int stride = storage.ValueSize + 8;
        var values = new byte[cpus * stride];
        for (int cpu = 0; cpu < cpus; cpu++)
        {
            snapshot.Value(0).Slice(cpu * storage.ValueSize, storage.ValueSize).CopyTo(values.AsSpan(cpu * stride));
            values[(cpu * stride) + storage.ValueSize] = 1;
        }

        return new OutputSnapshot(storage.Map, 1, snapshot.KeyMemory, storage.KeySize, values, stride, cpus, SetFlagOffset: storage.ValueSize);
    }

    private static OutputSnapshot ReadBuckets(MapStorage storage, BpfMap map, ReadOnlySpan<byte> key)
    {
        using MapSnapshot all = map.Read();
        var keys = new List<byte>();
        var values = new List<byte>();
        int count = 0;
        for (int i = 0; i < all.Count; i++)
        {
            if (!all.Key(i)[..key.Length].SequenceEqual(key))
                continue;
            keys.AddRange(all.Key(i));
            values.AddRange(all.Value(i));
            count++;
        }

        return OutputSnapshot.Of(storage, count, keys.ToArray(), values.ToArray(), map.CpuCount);
    }
}
