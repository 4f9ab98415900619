namespace Borescope.Cli.Lab;

/// <summary>How a lab machine is to be.</summary>
/// <param name="Kernel">A version such as 6.12, or the path of an unpacked kernel package, a vmlinuz file or a .deb.</param>
/// <param name="Processors">Virtual processors.</param>
/// <param name="MemoryMiB">Memory in MiB; the host spends only what the guest touches.</param>
/// <param name="CountInstructions">
/// True makes one guest instruction one nanosecond of guest time (QEMU's -icount): exact, repeatable costs,
/// one processor, no KVM.
/// </param>
/// <param name="Verbose">True reports each step and the kernel's own messages.</param>
internal sealed record LabOptions(string Kernel = LabOptions.DefaultKernel, int Processors = 2, int MemoryMiB = 2048,
    bool CountInstructions = false, bool Verbose = false)
{
    /// <summary>The kernel where none is named.</summary>
    internal const string DefaultKernel = "6.12";
}
