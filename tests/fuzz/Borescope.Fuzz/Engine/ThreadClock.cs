using System;
using System.Runtime.InteropServices;

namespace Borescope.Fuzz.Engine;

/// <summary>Processor time of the calling thread: other programs on the machine do not count.</summary>
internal static partial class ThreadClock
{
    private const int ThreadTime = 3;

    internal static TimeSpan Now
    {
        get
        {
            _ = GetTime(ThreadTime, out var time);
            return TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / 100));
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        internal long Seconds;
        internal long Nanoseconds;
    }
}
