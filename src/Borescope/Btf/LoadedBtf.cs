using Borescope.Kernel;

namespace Borescope.Btf;

/// <summary>Types that the kernel holds for somebody's programs and maps.</summary>
internal static unsafe class LoadedBtf
{
    /// <summary>Copies a set of types out of the kernel.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="id">Number; 0 stands for none.</param>
    /// <param name="name">Name for messages.</param>
    /// <param name="spec">The types, null when there are none or they cannot be read.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal static bool TryRead(ISystemCalls calls, uint id, string name, out BtfSpec? spec)
    {
        spec = null;
        if (id == 0 || KernelObject.TryOpen(calls, BpfCommand.BtfFdById, id, "types") is not { } handle)
            return false;
        using (handle)
        {
            var info = default(BtfInfoRecord);
            KernelObject.Read(calls, handle.Descriptor, ref info, $"types {id}");
            if (info.Size is 0 or > BtfLimits.MaxBytes)
                return false;
            var content = new byte[info.Size];
            fixed (byte* pointer = content)
            {
                info = new BtfInfoRecord { Content = (ulong)pointer, Size = (uint)content.Length };
                KernelObject.Read(calls, handle.Descriptor, ref info, $"types {id}");
            }

            return BtfSpec.TryRead(content, out spec, out _, name);
        }
    }
}
