using System;
using System.Runtime.InteropServices;
using Borescope.Kernel;
using Borescope.Maps;

namespace Borescope.Buffers;

/// <summary>
/// A counter that programs raise when a buffer refuses a record: the first 8 bytes of an element of an array or per-CPU array. It only grows; what was
/// counted before this object was made does not count.
/// </summary>
public sealed class DropCounter
{
    private readonly BpfMap _map;
    private readonly byte[] _key;
    private readonly byte[] _value;
    private ulong _seen;

    /// <summary>Reads a counter from now on.</summary>
    /// <param name="map">An array or per-CPU array with values of at least 8 bytes; stays owned by the caller.</param>
    /// <param name="index">Element.</param>
    /// <exception cref="BpfException">It is no such map, has no such element, or the kernel refused.</exception>
    public DropCounter(BpfMap map, uint index = 0)
    {
        ArgumentNullException.ThrowIfNull(map);
        map.Require("an array or per-CPU array", BpfMapType.Array, BpfMapType.PerCpuArray);
        if (map.Spec.ValueSize < sizeof(ulong))
            throw new BpfException($"map {map.Name} has values of {map.Spec.ValueSize} bytes, too few for a counter of 8", KernelOperation.MapLookup, map.Name);
        _map = map;
        _key = BitConverter.GetBytes(index);
        _value = new byte[map.ValueBytes];
        _seen = ReadTotal();
    }

    /// <summary>Everything counted so far, also before this object was made.</summary>
    /// <exception cref="BpfException">There is no such element, or the kernel refused.</exception>
    public ulong ReadTotal()
    {
        if (!_map.TryLookup(_key, _value))
            throw new BpfException(Errno.ENOENT, KernelOperation.MapLookup, $"{_map.Name}[{BitConverter.ToUInt32(_key)}]");
        ulong total = 0;
        for (var cpu = 0; cpu < _map.CpuCount; cpu++)
            total += MemoryMarshal.Read<ulong>(_value.AsSpan(cpu * _map.CpuStride));
        return total;
    }

    /// <summary>What was counted since the last time.</summary>
    internal ulong TakeNew()
    {
        var total = ReadTotal();
        var more = total - _seen;
        _seen = total;
        return more;
    }
}
