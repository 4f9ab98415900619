namespace Borescope.Inventory;

/// <summary>A set of types (BTF) that the kernel holds.</summary>
/// <param name="Id">Number of the kernel.</param>
/// <param name="Name">vmlinux, a module's name, or empty for those of a program.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsKernel">Whether they are the kernel's or a module's own.</param>
public sealed record LoadedTypes(uint Id, string Name, uint Size, bool IsKernel);
