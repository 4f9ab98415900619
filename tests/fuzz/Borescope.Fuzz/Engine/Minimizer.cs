using System;
using System.Diagnostics;

namespace Borescope.Fuzz.Engine;

/// <summary>Makes a failing input smaller as long as it fails in the same way.</summary>
internal static class Minimizer
{
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

    internal static byte[] Minimize(byte[] input, Predicate<byte[]> fails)
    {
        var clock = Stopwatch.StartNew();
        for (var changed = true; changed && clock.Elapsed < MaxTime;)
        {
            changed = false;
            for (var chunk = Math.Max(1, input.Length / 2); chunk >= 1 && clock.Elapsed < MaxTime; chunk /= 2)
            {
                for (var at = 0; at < input.Length && clock.Elapsed < MaxTime;)
                {
                    byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(Math.Min(at + chunk, input.Length))];
                    if (fails(shorter))
                        (input, changed) = (shorter, true);
                    else
                        at += chunk;
                }
            }
        }

        return Clear(input, fails, clock);
    }

    // What does not matter becomes zero, so that a reader sees what does.
    private static byte[] Clear(byte[] input, Predicate<byte[]> fails, Stopwatch clock)
    {
        for (var chunk = Math.Max(1, input.Length / 2); chunk >= 1 && clock.Elapsed < MaxTime; chunk /= 2)
        {
            for (var at = 0; at < input.Length && clock.Elapsed < MaxTime; at += chunk)
            {
                var part = input.AsSpan(at, Math.Min(chunk, input.Length - at));
                if (part.IndexOfAnyExcept((byte)0) < 0)
                    continue;
                var cleared = (byte[])input.Clone();
                cleared.AsSpan(at, part.Length).Clear();
                if (fails(cleared))
                    input = cleared;
            }
        }

        return input;
    }
}
