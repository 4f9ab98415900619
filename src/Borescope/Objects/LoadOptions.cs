namespace Borescope.Objects;

/// <summary>How an object is loaded.</summary>
public sealed record LoadOptions
{
    /// <summary>Where maps that are pinned by name are kept.</summary>
    public const string DefaultPinDirectory = "/sys/fs/bpf";

    /// <summary>Directory of the BPF file system for maps that are pinned by name: found there they are shared, else they are made and pinned.</summary>
    public string PinDirectory { get; init; } = DefaultPinDirectory;

    /// <summary>File with the kernel's types (raw BTF, or an ELF file with a section .BTF), for kernels that do not show their own; null for the running kernel's.</summary>
    public string? KernelTypes { get; init; }
}
