using System.Threading;
using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>Removes the tracefs events of runs that ended without cleaning up (<c>kill -9</c>). Events of living owners are never touched.</summary>
public static class TracefsSweep
{
    private static int _done;

    /// <summary>Removes every orphaned group.</summary>
    /// <returns>Number of groups removed.</returns>
    public static int Run(ISystemCalls calls, Tracefs tracefs)
    {
        var removed = 0;
        var own = TracefsOwner.OwnGroup(calls);
        foreach (var group in calls.List(tracefs.PathOf("events")) ?? [])
        {
            if (group != own && TracefsOwner.IsOrphan(calls, group) && RemoveGroup(calls, tracefs, group))
                removed++;
        }

        return removed;
    }

    internal static void Once(ISystemCalls calls, Tracefs tracefs)
    {
        if (Interlocked.Exchange(ref _done, 1) == 0)
            Run(calls, tracefs);
    }

    private static bool RemoveGroup(ISystemCalls calls, Tracefs tracefs, string group)
    {
        const OpenFlags Flags = OpenFlags.WriteOnly | OpenFlags.Append;
        if (calls.WriteOnce(tracefs.PathOf("dynamic_events"), Flags, $"-:{group}/") == Errno.None)
            return true;

        // Kernels that do not know the group form, or have no dynamic_events.
        var all = true;
        foreach (var name in calls.List(tracefs.PathOf($"events/{group}")) ?? [])
        {
            if (name is "enable" or "filter")
                continue;
            all &= calls.WriteOnce(tracefs.PathOf("kprobe_events"), Flags, $"-:{group}/{name}") == Errno.None
                || calls.WriteOnce(tracefs.PathOf("uprobe_events"), Flags, $"-:{group}/{name}") == Errno.None;
        }

        return all;
    }
}
