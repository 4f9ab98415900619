namespace Borescope.Kernel;

/// <summary>Objects that the kernel numbers: opening them by number, and asking about them.</summary>
internal static unsafe class KernelObject
{
    private const int IdAttributesSize = 12;

    /// <summary>Opens an object by its number, null when there is none.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="command">BPF_*_GET_FD_BY_ID of the kind.</param>
    /// <param name="id">Number.</param>
    /// <param name="kind">The kind, for errors: <c>map</c>.</param>
    /// <exception cref="BpfException">The kernel refused, mostly for want of CAP_SYS_ADMIN.</exception>
    internal static KernelHandle? TryOpen(ISystemCalls calls, BpfCommand command, uint id, string kind)
    {
        var wanted = new IdAttributes { Id = id };
        var fd = calls.Bpf(command, &wanted, IdAttributesSize);
        if (fd.AsErrno() == Errno.ENOENT)
            return null;
        return fd < 0 ? throw new BpfException(fd.AsErrno(), KernelOperation.ObjectInfo, $"{kind} {id}") : KernelHandle.Own(calls, fd);
    }

    /// <summary>Opens an object by its number.</summary>
    /// <exception cref="BpfException">There is none, or the kernel refused.</exception>
    internal static KernelHandle Open(ISystemCalls calls, BpfCommand command, uint id, string kind) =>
        TryOpen(calls, command, id, kind) ?? throw new BpfException(Errno.ENOENT, KernelOperation.ObjectInfo, $"{kind} {id}");

    /// <summary>Opens an object by its path in a BPF file system.</summary>
    /// <exception cref="BpfException">There is none, or the kernel refused.</exception>
    internal static KernelHandle OpenPinned(ISystemCalls calls, string path) =>
        ObjectPath.Open(calls, path) ?? throw new BpfException(Errno.ENOENT, KernelOperation.ObjectOpen, path);

    /// <summary>A second descriptor of the same object.</summary>
    /// <exception cref="BpfException">The kernel refused: too many open files.</exception>
    internal static KernelHandle Duplicate(ISystemCalls calls, int descriptor, string subject)
    {
        const int FirstSafeDescriptor = 3;
        var fd = calls.DuplicateAbove(descriptor, FirstSafeDescriptor);
        return fd < 0 ? throw new BpfException(fd.AsErrno(), KernelOperation.ObjectOpen, subject) : KernelHandle.Own(calls, fd);
    }

    /// <summary>Fills a record about an open object; kernels that know less leave the rest zero.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal static void Read<T>(ISystemCalls calls, int descriptor, ref T record, string subject)
        where T : unmanaged
    {
        fixed (T* pointer = &record)
        {
            var attributes = new ObjectInfoAttributes { Descriptor = descriptor, Length = (uint)sizeof(T), Info = (ulong)pointer };
            var error = calls.Bpf(BpfCommand.ObjectInfo, &attributes, (uint)sizeof(ObjectInfoAttributes)).AsErrno();
            if (error != Errno.None)
                throw new BpfException(error, KernelOperation.ObjectInfo, subject);
        }
    }
}
