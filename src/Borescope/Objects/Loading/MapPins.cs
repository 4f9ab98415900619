using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Objects.Loading;

/// <summary>Paths of maps in the BPF file system.</summary>
internal static unsafe class MapPins
{
    /// <summary>Opens the map at a path, null when there is none.</summary>
    /// <exception cref="BpfException">The path cannot be opened, or holds a map of another shape.</exception>
    internal static KernelHandle? Open(ISystemCalls calls, string path, MapSpec spec)
    {
        var result = ByPath(calls, BpfCommand.ObjectGet, path, 0);
        if (result.AsErrno() == Errno.ENOENT)
            return null;
        if (result < 0)
            throw new BpfException(result.AsErrno(), KernelOperation.ObjectOpen, path);
        var handle = KernelHandle.Own(calls, result);
        var differences = Compare(calls, handle, spec);
        if (differences.Length == 0)
            return handle;
        handle.Dispose();
        throw new BpfException(
            $"{path} is a map of another shape than {spec.Name}: {differences}", KernelOperation.ObjectOpen, path, "remove the pin if nothing else uses it, or choose another directory");
    }

    /// <summary>Gives an object a path.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal static void Pin(ISystemCalls calls, int descriptor, string path)
    {
        var result = ByPath(calls, BpfCommand.ObjectPin, path, descriptor);
        if (result < 0)
            throw new BpfException(result.AsErrno(), KernelOperation.ObjectPin, path);
    }

    private static int ByPath(ISystemCalls calls, BpfCommand command, string path, int descriptor)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, bytes);
        fixed (byte* pointer = bytes)
        {
            var attributes = new ObjectPathAttributes { Path = (ulong)pointer, Descriptor = descriptor };
            return calls.Bpf(command, &attributes, (uint)sizeof(ObjectPathAttributes));
        }
    }

    private static string Compare(ISystemCalls calls, KernelHandle handle, MapSpec spec)
    {
        var info = default(MapInfoRecord);
        var attributes = new ObjectInfoAttributes { Descriptor = handle.Descriptor, Length = (uint)sizeof(MapInfoRecord), Info = (ulong)(&info) };
        var error = calls.Bpf(BpfCommand.ObjectInfo, &attributes, (uint)sizeof(ObjectInfoAttributes)).AsErrno();
        if (error != Errno.None)
            return "the kernel does not say what it is";
        var differences = new List<string>();
        Check("type", info.Type, (uint)spec.Type);
        Check("key size", info.KeySize, spec.KeySize);
        Check("value size", info.ValueSize, spec.ValueSize);
        Check("entries", info.MaxEntries, spec.MaxEntries);
        // The kernel sets this one by itself where programs may not write.
        Check("flags", info.Flags & ~(uint)MapFlags.ReadOnlyFromProgram, (uint)spec.Flags & ~(uint)MapFlags.ReadOnlyFromProgram);
        return string.Join(", ", differences);

        void Check(string what, uint there, uint wanted)
        {
            if (there != wanted)
                differences.Add($"{what} {there} instead of {wanted}");
        }
    }

    /// <summary>The start of the kernel's <c>struct bpf_map_info</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    private struct MapInfoRecord
    {
        [FieldOffset(0)] internal uint Type;
        [FieldOffset(4)] internal uint Id;
        [FieldOffset(8)] internal uint KeySize;
        [FieldOffset(12)] internal uint ValueSize;
        [FieldOffset(16)] internal uint MaxEntries;
        [FieldOffset(20)] internal uint Flags;
    }
}
