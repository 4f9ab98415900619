using System;
using System.Collections.Generic;
using System.Diagnostics;
using Borescope.Attaching;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Objects;

namespace Borescope.Bench.Library;

/// <summary>
/// Reads an object, loads it and attaches all its programs; everything that is known about the kernel is asked anew each time. Detaching, for which the
/// kernel waits, does not count.
/// </summary>
internal static class LoadMeasurement
{
    private const int Times = 15;

    internal static void Run(string[] arguments)
    {
        if (arguments.Length > 1)
        {
            using var only = new RunningKernel();
            using var once = new ObjectLoader(SystemCalls.Instance, only).Load(ObjectSpec.Read(arguments[0]));
            return;
        }

        double[] best = [double.MaxValue, double.MaxValue, double.MaxValue, double.MaxValue];
        var programs = 0;
        for (var time = 0; time < Times; time++)
            programs = Once(arguments[0], best);
        Figures.Print("load-attach-programs", programs);
        Figures.Print("load-attach-ms-all-read-load-attach", best);
    }

    private static int Once(string path, double[] best)
    {
        var begun = Stopwatch.GetTimestamp();
        var spec = ObjectSpec.Read(path);
        var read = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        using var kernel = new RunningKernel();
        using var loaded = new ObjectLoader(SystemCalls.Instance, kernel).Load(spec);
        var load = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        IReadOnlyList<Link> links = new ObjectAttacher(kernel).AttachAll(loaded);
        var all = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        double[] taken = [all, read, load - read, all - load];
        for (var index = 0; index < best.Length; index++)
            best[index] = Math.Min(best[index], taken[index]);
        LinkRelease.All(links);
        return links.Count;
    }
}
