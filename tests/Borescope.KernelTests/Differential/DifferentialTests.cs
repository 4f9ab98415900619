using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Differential;

/// <summary>
/// Random scripts print in the kernel what a plain evaluator in C# says they print. <c>BORESCOPE_DIFFERENTIAL</c> is how many (500), <c>BORESCOPE_SEED</c> the
/// first seed. The verifier walks every path of a loop by itself and gives up after a million steps: at most one script in a thousand may be too branchy for it.
/// </summary>
public sealed class DifferentialTests
{
    private const string TooManySteps = "the program takes more than a million steps to verify";
    private const int OneIn = 1000;

    [Fact]
    public async Task The_kernel_computes_what_the_language_says()
    {
        IMachine machine = Machine.Get("host");
        int count = Setting("BORESCOPE_DIFFERENTIAL", 500);
        int first = Setting("BORESCOPE_SEED", 1);
        var wrong = new List<string>();
        int refused = 0;
        await Parallel.ForEachAsync(Enumerable.Range(first, count), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (seed, _) =>
        {
            var script = new RandomScript(seed);
            RunResult result = await machine.RunAsync(NativeBinary.Path, ["-q", "--no-warnings", "-e", script.Source]);
            string printed = result.Output;
            if (result.Error.Contains(TooManySteps, StringComparison.Ordinal))
                Interlocked.Increment(ref refused);
            else if (result.ExitCode != 0 || !printed.StartsWith(script.Expected, StringComparison.Ordinal))
            {
                lock (wrong)
                    wrong.Add($"seed {seed}, exit code {result.ExitCode}: {FirstDifference(script.Expected, printed)}\n{result.Error}\n{script.Source}");
            }
        });
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count} scripts differ; the first three:\n{string.Join("\n", wrong.Take(3))}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{count - refused} scripts agree, the verifier gave up on {refused}");
        Assert.True(refused <= 1 + (count / OneIn), $"the verifier gave up on {refused} of {count} scripts");
    }

    private static string FirstDifference(string expected, string actual)
    {
        string[] e = expected.Split('\n');
        string[] a = actual.Split('\n');
        int line = 0;
        while (line < e.Length && line < a.Length && e[line] == a[line])
            line++;
        return $"line {line + 1} of the output: '{(line < e.Length ? e[line] : "")}' expected, '{(line < a.Length ? a[line] : "")}' printed";
    }

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), out int value) ? value : otherwise;
}
