using System.Collections.Generic;
using System.Globalization;
using Borescope.Attaching;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Objects;

namespace Borescope.Bench.Library;

/// <summary>Reads an object, loads it and attaches all its programs; everything that is known about the kernel is asked anew each time.</summary>
internal static class LoadMeasurement
{
    private const int Times = 15;

    internal static void Run(string[] arguments)
    {
        var count = 0;
        var times = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : Times;
        var (first, best) = Figures.Repeat(times, () => count = LoadAndAttach(arguments[0]));
        Figures.Print("load-attach-programs", count);
        Figures.Print("load-attach-ms", first, best);
    }

    private static int LoadAndAttach(string path)
    {
        using var kernel = new RunningKernel();
        using var loaded = new ObjectLoader(SystemCalls.Instance, kernel).Load(ObjectSpec.Read(path));
        IReadOnlyList<Link> links = new ObjectAttacher(kernel).AttachAll(loaded);
        foreach (var link in links)
            link.Dispose();
        return links.Count;
    }
}
