using System;
using System.Collections.Generic;

namespace Borescope.Kernel;

/// <summary>Lists of CPUs as the kernel writes them: <c>0-3,8</c>.</summary>
public static class CpuList
{
    // Linux itself is limited to 8192.
    private const int MaxCpus = 65536;

    /// <summary>CPUs that are running now.</summary>
    public static IReadOnlyList<int> Online(ISystemCalls calls) => Read(calls, "/sys/devices/system/cpu/online");

    /// <summary>CPUs that could ever run: per-CPU maps have a value for each of these.</summary>
    public static IReadOnlyList<int> Possible(ISystemCalls calls) => Read(calls, "/sys/devices/system/cpu/possible");

    /// <summary>Parses a list; malformed parts are left out.</summary>
    public static IReadOnlyList<int> Parse(ReadOnlySpan<char> text)
    {
        var cpus = new List<int>();
        foreach (var range in text.Trim().Split(','))
        {
            var part = text.Trim()[range].Trim();
            var dash = part.IndexOf('-');
            var first = dash < 0 ? part : part[..dash];
            var last = dash < 0 ? part : part[(dash + 1)..];
            if (!int.TryParse(first, out var from) || !int.TryParse(last, out var to) || from < 0 || to >= MaxCpus)
                continue;
            for (var cpu = from; cpu <= to; cpu++)
                cpus.Add(cpu);
        }

        return cpus;
    }

    private static IReadOnlyList<int> Read(ISystemCalls calls, string path)
    {
        var cpus = Parse(calls.ReadText(path));
        return cpus.Count > 0 ? cpus : [0];
    }
}
