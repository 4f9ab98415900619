using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Borescope.Kernel;

namespace Borescope.Maps;

/// <summary>Values that belong to something that a descriptor stands for; the common part of the storage views.</summary>
internal static class DescriptorStorage
{
    internal static bool TryGet<T>(BpfMap map, KernelHandle owner, out T value)
        where T : unmanaged
    {
        Unsafe.SkipInit(out value);
        return map.TryLookup(Key(owner), MemoryMarshal.AsBytes(new Span<T>(ref value)));
    }

    internal static void Set<T>(BpfMap map, KernelHandle owner, T value, MapUpdateMode mode)
        where T : unmanaged => map.Update(Key(owner), MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)), mode);

    internal static bool Remove(BpfMap map, KernelHandle owner) => map.Delete(Key(owner));

    private static byte[] Key(KernelHandle owner) => BitConverter.GetBytes(owner.Descriptor);
}
