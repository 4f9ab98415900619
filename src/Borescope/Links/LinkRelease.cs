using System;
using System.Collections.Generic;
using System.Threading;

namespace Borescope.Links;

/// <summary>Detaches many links at once.</summary>
/// <remarks>
/// Since 6.9 the kernel waits for a grace period (tens of milliseconds) when it takes a program off a perf event, as it always did for kprobes. Waits at the same
/// time share a grace period, so a thousand links go in the time of a few.
/// </remarks>
public static class LinkRelease
{
    private const int FewLinks = 3;
    private const int MaxThreads = 32;
    private const int StackBytes = 128 * 1024;

    /// <summary>Disposes all links, in no particular order, and returns when all are detached.</summary>
    public static void All(IReadOnlyList<Link> links)
    {
        ArgumentNullException.ThrowIfNull(links);
        if (links.Count <= FewLinks)
        {
            foreach (var link in links)
                link.Dispose();
            return;
        }

        var next = -1;
        var threads = new Thread[Math.Min(links.Count, MaxThreads) - 1];
        for (var index = 0; index < threads.Length; index++)
        {
            threads[index] = new Thread(Work, StackBytes) { IsBackground = true, Name = "detach" };
            threads[index].Start();
        }

        Work();
        foreach (var thread in threads)
            thread.Join();

        void Work()
        {
            for (var index = Interlocked.Increment(ref next); index < links.Count; index = Interlocked.Increment(ref next))
                links[index].Dispose();
        }
    }
}
