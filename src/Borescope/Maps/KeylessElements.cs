using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Borescope.Maps;

/// <summary>Elements of maps without keys; the common part of queue and stack, whose only difference is which element the kernel takes.</summary>
internal static class KeylessElements
{
    // BPF_EXIST has a meaning of its own here: the oldest element makes room.
    private const MapUpdateMode DropOldest = MapUpdateMode.ReplaceOnly;

    internal static void Push<T>(BpfMap map, T value, bool dropOldest)
        where T : unmanaged => map.Update(default, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)), dropOldest ? DropOldest : MapUpdateMode.Any);

    internal static bool TryPop<T>(BpfMap map, out T value)
        where T : unmanaged
    {
        Unsafe.SkipInit(out value);
        return map.TryTake(default, MemoryMarshal.AsBytes(new Span<T>(ref value)));
    }

    internal static bool TryPeek<T>(BpfMap map, out T value)
        where T : unmanaged
    {
        Unsafe.SkipInit(out value);
        return map.TryLookup(default, MemoryMarshal.AsBytes(new Span<T>(ref value)));
    }
}
