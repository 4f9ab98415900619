using System;

namespace Borescope.KernelTests.Machines;

/// <summary>
/// How much runs in the lab's emulated kernels, where every process costs a second: a choice by default, everything with <c>BORESCOPE_LAB=all</c>, as .ci/nightly
/// sets it.
/// </summary>
internal static class LabScope
{
    internal const string Variable = "BORESCOPE_LAB";

    internal static bool IsFull { get; } = Environment.GetEnvironmentVariable(Variable) == "all";

    /// <summary>How long may be waited for what usually takes less than so long: where everything runs, the emulated kernels have much to do at once.</summary>
    internal static TimeSpan Patience(TimeSpan usual) => IsFull ? 4 * usual : usual;

    /// <summary>Skips what is not in the choice.</summary>
    internal static void Require(bool isChosen) => Assert.SkipUnless(IsFull || isChosen, $"takes long in an emulated kernel: {Variable}=all (.ci/nightly) runs it");
}
