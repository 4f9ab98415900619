namespace Borescope.Script.Output;

/// <summary>How a test probe ended.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Passed">False when it ended by exit() with a code other than 0, or by errorf().</param>
/// <param name="Nanoseconds">How long it took, the way into the kernel and back included.</param>
public readonly record struct SelfTestResult(string Name, bool Passed, long Nanoseconds);
