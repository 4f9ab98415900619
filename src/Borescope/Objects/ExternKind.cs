namespace Borescope.Objects;

/// <summary>What an object expects the kernel to provide under a name.</summary>
public enum ExternKind
{
    /// <summary>A value of the kernel's configuration, or one of the virtual ones such as LINUX_KERNEL_VERSION.</summary>
    Configuration,

    /// <summary>The address of a kernel symbol, without a type.</summary>
    Symbol,

    /// <summary>A kernel variable with its type.</summary>
    Variable,

    /// <summary>A kernel function that programs may call (5.13).</summary>
    Function,
}
