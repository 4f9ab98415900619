using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Borescope.Fuzz.Engine;
using Borescope.Fuzz.Seeds;

namespace Borescope.Fuzz;

/// <summary>
/// Runs targets, each in a process of its own: what ends the process (a stack that overflows) is found too. Ends with 1 when an input broke a promise.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is ["--list"])
        {
            Console.WriteLine(string.Join('\n', FuzzTargets.Names));
            return 0;
        }

        if (FuzzOptions.Parse(arguments, out var problem) is not { } options)
        {
            Console.Error.WriteLine($"fuzz: {problem}\n{FuzzOptions.Usage}");
            return 2;
        }

        if (options.Replay is not null)
            return Replay(options);
        Directory.CreateDirectory(options.Output);
        if (options.IsWorker)
            return Work(options);
        var failures = 0;
        Parallel.ForEach(
            Partitioner.Create(options.Targets, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = options.Jobs }, target =>
            {
                if (!Supervise(options, target))
                    Interlocked.Increment(ref failures);
            });
        return failures > 0 ? 1 : 0;
    }

    private static string MirrorOf(FuzzOptions options, string target) => Path.Combine(options.Output, target + ".current");

    private static bool Supervise(FuzzOptions options, string target)
    {
        var program = typeof(Program).Assembly.Location;
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList =
            {
                program, "--worker", "--target", target, "--iterations", options.Iterations.ToString(CultureInfo.InvariantCulture),
                "--seconds", options.Time.TotalSeconds.ToString(CultureInfo.InvariantCulture), "--seed", options.Seed.ToString(CultureInfo.InvariantCulture), "--output", options.Output,
            },
        };
        if (options.Objects is not null)
        {
            start.ArgumentList.Add("--objects");
            start.ArgumentList.Add(options.Objects);
        }

        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode is not (0 or 1))
            Save(options, target, new FuzzFailure($"the process ended with {process.ExitCode}", "see its last words above", InputMirror.Read(MirrorOf(options, target))));
        File.Delete(MirrorOf(options, target));
        return process.ExitCode == 0;
    }

    private static int Work(FuzzOptions options)
    {
        var target = options.Targets[0];
        using var mirror = new InputMirror(MirrorOf(options, target));
        var run = new FuzzRun(FuzzTargets.Find(target)!, options.Seed, mirror);
        var clock = Stopwatch.StartNew();
        run.Run(new SeedFiles(options.Objects), options.Iterations, options.Time);
        foreach (var failure in run.Failures)
            Save(options, target, failure);
        Console.WriteLine($"{target}: {run.Inputs} inputs in {clock.Elapsed.TotalSeconds:f1} s ({run.Inputs / clock.Elapsed.TotalSeconds:f0}/s), {run.CorpusCount} kept for {run.Features} features, {run.Failures.Count} failures");
        return run.Failures.Count > 0 ? 1 : 0;
    }

    private static void Save(FuzzOptions options, string target, FuzzFailure failure)
    {
        var path = Path.Combine(options.Output, $"{target}-{Convert.ToHexStringLower(SHA256.HashData(failure.Input).AsSpan(0, 6))}.bin");
        File.WriteAllBytes(path, failure.Input);
        Console.WriteLine($"{target}: {failure.Kind}\n  input of {failure.Input.Length} bytes saved as {path}\n  {failure.Detail.ReplaceLineEndings("\n  ")}");
    }

    private static int Replay(FuzzOptions options)
    {
        var target = FuzzTargets.Find(options.Targets[0])!;
        var input = File.ReadAllBytes(options.Replay!);
        (string Kind, string Detail)? failure = null;
        var clock = Stopwatch.StartNew();
        var thread = new Thread(() => failure = new InputRunner(target, new Observer()).Run(input, out _), FuzzLimits.StackBytes);
        thread.Start();
        thread.Join();
        Console.WriteLine(failure is null ? $"{target.Name}: all is well after {clock.Elapsed.TotalSeconds:f3} s" : $"{target.Name}: {failure.Value.Kind}\n{failure.Value.Detail}");
        return failure is null ? 0 : 1;
    }
}
