using System.Text;

namespace Borescope.Kernel;

/// <summary>Paths in the BPF file system, by which maps, programs and links outlive their process.</summary>
internal static unsafe class ObjectPath
{
    /// <summary>A path for an object: what is below <paramref name="directory"/> must not have dots.</summary>
    internal static string Of(string directory, string name) => $"{directory}/{name.Replace('.', '_')}";

    /// <summary>Gives an object a path.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal static void Pin(ISystemCalls calls, int descriptor, string path)
    {
        var result = Submit(calls, BpfCommand.ObjectPin, path, descriptor);
        if (result < 0)
            throw new BpfException(result.AsErrno(), KernelOperation.ObjectPin, path);
    }

    /// <summary>Opens the object at a path, null when there is none.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal static KernelHandle? Open(ISystemCalls calls, string path)
    {
        var result = Submit(calls, BpfCommand.ObjectGet, path, 0);
        if (result.AsErrno() == Errno.ENOENT)
            return null;
        return result < 0 ? throw new BpfException(result.AsErrno(), KernelOperation.ObjectOpen, path) : KernelHandle.Own(calls, result);
    }

    private static int Submit(ISystemCalls calls, BpfCommand command, string path, int descriptor)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, bytes);
        fixed (byte* pointer = bytes)
        {
            var attributes = new ObjectPathAttributes { Path = (ulong)pointer, Descriptor = descriptor };
            return calls.Bpf(command, &attributes, (uint)sizeof(ObjectPathAttributes));
        }
    }
}
