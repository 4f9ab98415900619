namespace Borescope.Kernel;

/// <summary>Answer of a feature probe.</summary>
/// <param name="IsPresent">Whether the kernel can.</param>
/// <param name="Reason">What the answer rests on, for <c>-v</c>.</param>
/// <param name="Errno">The kernel's answer to the probe.</param>
public readonly record struct FeatureResult(bool IsPresent, string Reason, Errno Errno = Errno.None);
