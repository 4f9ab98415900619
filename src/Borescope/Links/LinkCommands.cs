using System.Runtime.InteropServices;
using Borescope.Kernel;
using Borescope.Programs;

namespace Borescope.Links;

/// <summary>Commands on BPF links. Those that trace know few of them.</summary>
internal static unsafe class LinkCommands
{
    private const string Exchange =
        "the kernel exchanges the programs of iterators, control groups and network hooks only; attach the new program, then dispose this link";

    /// <exception cref="BpfException">The kernel cannot, or the program is of another type.</exception>
    internal static void Update(ISystemCalls calls, int link, BpfProgram program, string target)
    {
        var attributes = new UpdateAttributes { Link = link, Program = program.Descriptor };
        var error = calls.Bpf(BpfCommand.LinkUpdate, &attributes, (uint)sizeof(UpdateAttributes)).AsErrno();
        if (error != Errno.None)
            throw new BpfException(error, KernelOperation.LinkUpdate, target, error is Errno.EINVAL or Errno.EOPNOTSUPP ? Exchange : null);
    }

    /// <exception cref="BpfException">The kernel cannot.</exception>
    internal static void Detach(ISystemCalls calls, int link, string target)
    {
        // The descriptor is the first field of the command's attributes, and the only one.
        var error = calls.Bpf(BpfCommand.LinkDetach, &link, sizeof(int)).AsErrno();
        if (error != Errno.None)
        {
            throw new BpfException(
                error, KernelOperation.LinkDetach, target,
                error is Errno.EOPNOTSUPP or Errno.EINVAL ? "the kernel detaches links of control groups and network hooks only; others end with their last descriptor and pin" : null);
        }
    }

    /// <summary>Attributes of BPF_LINK_UPDATE.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 16)]
    internal struct UpdateAttributes
    {
        [FieldOffset(0)] internal int Link;
        [FieldOffset(4)] internal int Program;
        [FieldOffset(8)] internal uint Flags;
        [FieldOffset(12)] internal int OldProgram;
    }
}
