namespace Borescope.Compiler;

/// <summary>Which licence strings the kernel takes for GPL compatible (include/linux/license.h).</summary>
internal static class LicenseCheck
{
    private static readonly string[] Compatible = ["GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"];

    /// <summary>Whether helpers reserved for GPL programs may be called; no licence counts as "GPL".</summary>
    public static bool IsGplCompatible(string? license) => license is null || System.Array.IndexOf(Compatible, license) >= 0;
}
