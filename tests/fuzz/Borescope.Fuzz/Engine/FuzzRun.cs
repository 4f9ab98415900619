using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Borescope.Fuzz.Mutation;
using Borescope.Fuzz.Seeds;

namespace Borescope.Fuzz.Engine;

/// <summary>Runs mutated inputs through one target, on a thread of its own with a small stack.</summary>
internal sealed class FuzzRun(FuzzTarget target, int seed, InputMirror? mirror = null)
{
    private const int MaxFailures = 20;

    private readonly Observer _observer = new();
    private readonly Corpus _corpus = new();
    private readonly List<FuzzFailure> _failures = [];
    private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);
    private readonly byte[] _current = new byte[FuzzLimits.InputBytes];
    private int _currentLength;
    private long _started;
    private Exception? _broken;
    private Stopwatch _clock = new();

    internal long Inputs { get; private set; }

    internal int CorpusCount => _corpus.Count;

    internal int Features => _observer.Features;

    internal IReadOnlyList<FuzzFailure> Failures => _failures;

    /// <summary>Runs until the number of inputs or the time is reached.</summary>
    /// <param name="files">Where seeds come from.</param>
    /// <param name="iterations">Mutated inputs.</param>
    /// <param name="time">Time of the clock.</param>
    /// <returns>False when an input did not end; its thread is lost.</returns>
    internal bool Run(SeedFiles files, long iterations, TimeSpan time)
    {
        var worker = new Thread(() => Guarded(files, iterations, time), FuzzLimits.StackBytes) { IsBackground = true };
        worker.Start();
        while (!worker.Join(TimeSpan.FromMilliseconds(200)))
        {
            var started = Interlocked.Read(ref _started);
            if (started == 0 || Stopwatch.GetElapsedTime(started) < FuzzLimits.Patience)
                continue;
            _failures.Add(new FuzzFailure("does not end", $"the input runs for {FuzzLimits.Patience.TotalSeconds} s already", _current[.._currentLength]));
            return false;
        }

        return _broken is null ? true : throw new InvalidOperationException($"the target {target.Name} cannot be run: {_broken.Message}", _broken);
    }

    private void Guarded(SeedFiles files, long iterations, TimeSpan time)
    {
        try
        {
            Loop(files, iterations, time);
        }
        catch (Exception error)
        {
            _broken = error;
        }
    }

    private void Loop(SeedFiles files, long iterations, TimeSpan time)
    {
        _clock = Stopwatch.StartNew();
        var random = new Random(seed);
        var runner = new InputRunner(target, _observer);
        var mutator = new Mutator(target, random, _corpus);
        foreach (var input in target.Seeds(files))
        {
            if (input.Length > FuzzLimits.InputBytes)
                continue;
            input.CopyTo(_current, 0);
            _currentLength = input.Length;
            RunCurrent(runner);
            _corpus.Add(input, random);
        }

        if (_corpus.Count == 0)
            throw new InvalidOperationException($"there are no seeds for {target.Name}");
        for (; Inputs < iterations && _clock.Elapsed < time && _failures.Count < MaxFailures; Inputs++)
        {
            _currentLength = mutator.Make(_current);
            if (RunCurrent(runner))
                _corpus.Add(_current.AsSpan(0, _currentLength), random);
        }
    }

    // Whether the input reached something new.
    private bool RunCurrent(InputRunner runner)
    {
        mirror?.Show(_current.AsSpan(0, _currentLength));
        Interlocked.Exchange(ref _started, Stopwatch.GetTimestamp());
        var failure = runner.Run(_current.AsSpan(0, _currentLength), out var isNew);
        Interlocked.Exchange(ref _started, 0);
        if (failure is { } broken && _kinds.Add(broken.Kind))
        {
            // Once more: the first run may have paid for compiling the code. What follows is not the time of the run.
            _clock.Stop();
            var input = _current[.._currentLength];
            if (runner.Run(input, out _)?.Kind == broken.Kind)
                _failures.Add(new FuzzFailure(broken.Kind, broken.Detail, Minimizer.Minimize(input, smaller => runner.Run(smaller, out _)?.Kind == broken.Kind)));
            else
                _kinds.Remove(broken.Kind);
            _clock.Start();
        }

        return isNew && failure is null;
    }
}
