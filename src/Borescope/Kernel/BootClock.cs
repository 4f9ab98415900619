using System;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Borescope.Kernel;

/// <summary>Relates the kernel's clocks to wall-clock time.</summary>
public static partial class BootClock
{
    /// <summary>
    /// Nanoseconds to add to <c>bpf_ktime_get_ns</c> (CLOCK_MONOTONIC) for nanoseconds since 1970. Taken as the best of a few
    /// readings, so that being descheduled between the two clocks does not shift it.
    /// </summary>
    public static long MonotonicToUnixNanoseconds()
    {
        var best = long.MaxValue;
        long offset = 0;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            // On Linux the stopwatch is CLOCK_MONOTONIC in nanoseconds.
            var before = Stopwatch.GetTimestamp();
            var now = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
            var after = Stopwatch.GetTimestamp();
            if (after - before >= best)
                continue;
            best = after - before;
            offset = now - (before + (best / 2));
        }

        return offset;
    }

    /// <summary>CLOCK_BOOTTIME now, in nanoseconds: the clock of <c>bpf_ktime_get_boot_ns</c>.</summary>
    public static ulong BootNanoseconds()
    {
        const int ClockBootTime = 7;
        _ = GetTime(ClockBootTime, out var time);
        return (ulong)((time.Seconds * 1_000_000_000) + time.Nanoseconds);
    }

    /// <summary>Nanoseconds to add to CLOCK_BOOTTIME for nanoseconds since 1970.</summary>
    public static long BootToUnixNanoseconds() => BootTo(0);

    /// <summary>Nanoseconds to add to CLOCK_BOOTTIME for CLOCK_TAI, which counts from 1970 without leap seconds.</summary>
    public static long BootToTaiNanoseconds() => BootTo(11);

    /// <summary>Seconds since boot including suspend, from <c>/proc/uptime</c>; 0 when unreadable.</summary>
    public static double UptimeSeconds(ISystemCalls calls)
    {
        var text = calls.ReadText("/proc/uptime");
        var space = text?.IndexOf(' ', StringComparison.Ordinal) ?? -1;
        return space > 0 && double.TryParse(text.AsSpan(0, space), out var seconds) ? seconds : 0;
    }

    // The best of a few readings, so that being descheduled between the clocks does not shift it.
    private static long BootTo(int clock)
    {
        long best = long.MaxValue, offset = 0;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var before = (long)BootNanoseconds();
            _ = GetTime(clock, out var time);
            var taken = (long)BootNanoseconds() - before;
            if (taken >= best)
                continue;
            best = taken;
            offset = (time.Seconds * 1_000_000_000) + time.Nanoseconds - (before + (taken / 2));
        }

        return offset;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpecification time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
