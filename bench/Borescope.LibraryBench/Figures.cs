using System;
using System.Diagnostics;
using System.Globalization;

namespace Borescope.Bench.Library;

/// <summary>Repeats and prints.</summary>
internal static class Figures
{
    internal static void Print(string name, params double[] numbers) =>
        Console.WriteLine($"{name} {string.Join(' ', Array.ConvertAll(numbers, static number => number.ToString("0.####", CultureInfo.InvariantCulture)))}");

    /// <summary>The first and the best of several runs, in milliseconds.</summary>
    internal static (double First, double Best) Repeat(int times, Action action)
    {
        double first = 0, best = double.MaxValue;
        for (var time = 0; time < times; time++)
        {
            var begun = Stopwatch.GetTimestamp();
            action();
            var taken = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            first = time == 0 ? taken : first;
            best = Math.Min(best, taken);
        }

        return (first, best);
    }
}
