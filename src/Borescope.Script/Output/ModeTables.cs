using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Borescope.Script.Output;

/// <summary>Results of tests and benchmarks as text for people.</summary>
internal static class ModeTables
{
    private const string NameTitle = "BENCHMARK";
    private const string TimeTitle = "NANOSECONDS";

    /// <summary>A table with one row per benchmark.</summary>
    public static string Benchmarks(IReadOnlyList<BenchmarkResult> results)
    {
        int name = NameTitle.Length, time = TimeTitle.Length;
        foreach (BenchmarkResult result in results)
        {
            name = Math.Max(name, result.Name.Length);
            time = Math.Max(time, Number(result.Nanoseconds).Length);
        }

        var text = new StringBuilder();
        string rule = $"+{new string('-', name + 2)}+{new string('-', time + 2)}+\n";
        text.Append(rule).Append(Row(NameTitle, TimeTitle)).Append(rule);
        foreach (BenchmarkResult result in results)
            text.Append(Row(result.Name, Number(result.Nanoseconds)));
        return text.Append(rule).ToString();

        string Row(string left, string right) => $"| {left.PadRight(name)} | {right.PadRight(time)} |\n";
    }

    /// <summary>One line per test, then the sum.</summary>
    public static string Tests(IReadOnlyList<SelfTestResult> results)
    {
        var text = new StringBuilder();
        int passed = 0;
        foreach (SelfTestResult result in results)
        {
            text.Append(result.Passed ? "PASS " : "FAIL ").Append(result.Name).Append('\n');
            passed += result.Passed ? 1 : 0;
        }

        return text.Append(CultureInfo.InvariantCulture, $"{passed} of {results.Count} tests passed\n").ToString();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
