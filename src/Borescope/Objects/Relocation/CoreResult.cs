namespace Borescope.Objects.Relocation;

/// <summary>What to do with an instruction.</summary>
/// <param name="Before">What the compiler put there.</param>
/// <param name="After">What the kernel needs; null to poison the instruction.</param>
/// <param name="CanResize">Whether a load or store may change its width when the sizes differ.</param>
internal readonly record struct CoreResult(CoreValue? Before, CoreValue? After, bool CanResize)
{
    internal bool IsPoison => Before is null || After is null;
}
