using System;
using Borescope.Kernel;
using Borescope.Objects;

namespace Borescope.Maps;

/// <summary>Memory that programs and this process share at the same offsets, page by page as it is touched (6.9).</summary>
public sealed unsafe class BpfArena : IDisposable
{
    private readonly MappedMemory _memory;
    private bool _isDisposed;

    /// <summary>Maps an arena into this process.</summary>
    /// <param name="map">A map of type Arena; stays owned by the caller. Only one process can map it, since pointers inside are absolute.</param>
    /// <exception cref="BpfException">It is no arena, or the kernel refused to map it.</exception>
    public BpfArena(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        map.Require("an arena", BpfMapType.Arena);
        var bytes = (long)map.Spec.MaxEntries * Environment.SystemPageSize;
        if (bytes > int.MaxValue)
        {
            throw new BpfException(
                $"arena {map.Name} has {map.Spec.MaxEntries} pages; at most {int.MaxValue / Environment.SystemPageSize} can be mapped", KernelOperation.MemoryMap, map.Name);
        }

        Map = map;
        _memory = map.Arena;
    }

    /// <summary>The map behind.</summary>
    public BpfMap Map { get; }

    /// <summary>Address of the first byte, which is what programs take pointers into the arena for.</summary>
    public nint Address => (nint)_memory.Pointer;

    /// <summary>All bytes; valid until disposal. Pages that nobody has touched read as zeros and are allocated then.</summary>
    public Span<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed || _memory.IsClosed, this);
            return new Span<byte>(_memory.Pointer, _memory.Length);
        }
    }

    /// <summary>Creates an arena.</summary>
    /// <param name="name">Name; the kernel shows 15 characters of it.</param>
    /// <param name="pages">Most pages.</param>
    /// <param name="calls">The seam; the real one when none is given.</param>
    /// <exception cref="BpfException">The kernel has no arenas, or refused.</exception>
    public static BpfMap Create(string name, uint pages, ISystemCalls? calls = null) => BpfMap.Create(
        new MapSpec { Name = name, Type = BpfMapType.Arena, MaxEntries = pages, Flags = MapFlags.Mappable }, calls);

    /// <summary>Ends the use of the memory. It stays mapped until the map is disposed: programs may hold pointers into it.</summary>
    public void Dispose() => _isDisposed = true;
}
