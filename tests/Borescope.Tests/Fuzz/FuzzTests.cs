using System;
using System.Text;
using Borescope.Fuzz;
using Borescope.Fuzz.Engine;
using Borescope.Fuzz.Seeds;

namespace Borescope.Tests.Fuzz;

/// <summary>A short run of every fuzz target, the same each time on one machine; <c>.ci/nightly</c> runs a million inputs of each.</summary>
public sealed class FuzzTests
{
    private const int Inputs = 600;
    private const int Seed = 20261128;

    public static TheoryData<string> Targets => [.. FuzzTargets.Names];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Changed_inputs_end_in_diagnostics_within_the_limits(string target)
    {
        var run = new FuzzRun(FuzzTargets.Find(target)!, Seed);
        Assert.SkipWhen(target == "object" && !HasObjects(), "clang is not installed");
        run.Run(new SeedFiles(), Inputs, TimeSpan.FromMinutes(1));
        var text = new StringBuilder();
        foreach (var failure in run.Failures)
            text.Append(failure.Kind).Append('\n').Append(failure.Detail).Append("\ninput: ").Append(Convert.ToHexString(failure.Input.AsSpan(0, Math.Min(failure.Input.Length, 2000)))).Append('\n');
        Assert.True(text.Length == 0, text.ToString());
        Assert.True(run.Inputs > 0 && run.Features > 2, $"{run.Inputs} inputs reached {run.Features} features");
    }

    [Fact]
    public void An_input_that_breaks_a_promise_is_found_and_made_small()
    {
        var run = new FuzzRun(new BrokenTarget(), Seed);
        Assert.True(run.Run(new SeedFiles(), 100_000, TimeSpan.FromMinutes(1)));
        var failure = Assert.Single(run.Failures);
        Assert.StartsWith("FormatException", failure.Kind, StringComparison.Ordinal);
        Assert.Equal("ab"u8, failure.Input);
    }

    private static bool HasObjects()
    {
        foreach (var _ in new SeedFiles().Objects())
            return true;
        return false;
    }

    private sealed class BrokenTarget() : FuzzTarget("broken")
    {
        internal override System.Collections.Generic.IEnumerable<byte[]> Seeds(SeedFiles files)
        {
            yield return Encoding.ASCII.GetBytes("some b and another a");
        }

        internal override void Run(ReadOnlySpan<byte> content, Observer seen)
        {
            seen.Count(1, content.Length);
            if (content.IndexOf("ab"u8) >= 0)
                throw new FormatException("found");
        }
    }
}
