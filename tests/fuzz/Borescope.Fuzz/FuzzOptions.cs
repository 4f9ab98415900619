using System;
using System.Collections.Generic;
using System.Globalization;

namespace Borescope.Fuzz;

/// <summary>The command line.</summary>
internal sealed record FuzzOptions
{
    internal const string Usage = """
        usage: Borescope.Fuzz [--target NAME ...] [--iterations N] [--seconds N] [--seed N] [--jobs N] [--objects DIR] [--output DIR]
               Borescope.Fuzz --target NAME --replay FILE
          --target NAME     elf, notes, btf, object, instructions, perf-map ...; all unless told (--list shows them)
          --iterations N    mutated inputs per target; 100,000 unless told
          --seconds N       at most so long per target
          --seed N          the same seed makes the same inputs; 1 unless told
          --jobs N          targets that run at the same time; 1 unless told
          --objects DIR     more BPF objects to start from
          --output DIR      where failing inputs are saved; artifacts/fuzz unless told
          --replay FILE     runs one saved input
        """;

    internal List<string> Targets { get; } = [];

    internal long Iterations { get; private set; } = 100_000;

    internal TimeSpan Time { get; private set; } = TimeSpan.FromDays(1);

    internal int Seed { get; private set; } = 1;

    internal int Jobs { get; private set; } = 1;

    internal string? Objects { get; private set; }

    internal string Output { get; private set; } = "artifacts/fuzz";

    internal string? Replay { get; private set; }

    /// <summary>Set by the program for the process that does the work.</summary>
    internal bool IsWorker { get; private set; }

    /// <summary>Reads the arguments; null, with what is wrong with them, when they make no sense.</summary>
    internal static FuzzOptions? Parse(string[] arguments, out string problem)
    {
        var options = new FuzzOptions();
        problem = "";
        for (var index = 0; index < arguments.Length; index++)
        {
            if (arguments[index] == "--worker")
            {
                options.IsWorker = true;
                continue;
            }

            var value = index + 1 < arguments.Length ? arguments[index + 1] : "";
            if (value.Length == 0 || !options.Set(arguments[index], value))
            {
                problem = $"{arguments[index]} {value} is not understood";
                return null;
            }

            index++;
        }

        if (options.Targets.Count == 0)
            options.Targets.AddRange(FuzzTargets.Names);
        if (options.Targets.Find(static name => FuzzTargets.Find(name) is null) is not { } unknown)
            return options;
        problem = $"there is no target {unknown}; there are {string.Join(", ", FuzzTargets.Names)}";
        return null;
    }

    private bool Set(string name, string value)
    {
        switch (name)
        {
            case "--target":
                Targets.AddRange(value.Split(','));
                return true;
            case "--iterations" when long.TryParse(value, CultureInfo.InvariantCulture, out var iterations):
                Iterations = iterations;
                return true;
            case "--seconds" when double.TryParse(value, CultureInfo.InvariantCulture, out var seconds):
                Time = TimeSpan.FromSeconds(seconds);
                return true;
            case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out var seed):
                Seed = seed;
                return true;
            case "--jobs" when int.TryParse(value, CultureInfo.InvariantCulture, out var jobs) && jobs > 0:
                Jobs = jobs;
                return true;
            case "--objects":
                Objects = value;
                return true;
            case "--output":
                Output = value;
                return true;
            case "--replay":
                Replay = value;
                return true;
            default:
                return false;
        }
    }
}
