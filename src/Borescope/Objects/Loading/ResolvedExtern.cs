namespace Borescope.Objects.Loading;

/// <summary>What a declared name is on this kernel.</summary>
/// <param name="Exists">Whether the kernel has it; a weak one may be missing.</param>
/// <param name="Address">Address of a symbol without type.</param>
/// <param name="BtfId">Type id of a variable or function.</param>
/// <param name="Module">Position of its module's descriptor in the array given to the verifier, 0 for the kernel itself.</param>
/// <param name="Descriptor">The module's BTF descriptor, 0 for the kernel itself.</param>
internal readonly record struct ResolvedExtern(bool Exists, ulong Address = 0, uint BtfId = 0, int Module = 0, int Descriptor = 0);
