using System;
using System.Globalization;
using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>
/// Names the group of our tracefs events after the process that owns them: <c>bsc_PIDNS_PID_START</c>, with the PID namespace's
/// inode and the process's start time in clock ticks since boot. So a later run can tell whether the owner still lives.
/// </summary>
internal static class TracefsOwner
{
    private const string Prefix = "bsc_";

    /// <summary>Group of this process, null when procfs tells nothing about it.</summary>
    internal static string? OwnGroup(ISystemCalls calls)
    {
        var start = StartTicks(calls, "self", out var pid);
        return start is null || NamespaceInode(calls) is not { } inode
            ? null : string.Create(CultureInfo.InvariantCulture, $"{Prefix}{inode:x}_{pid}_{start}");
    }

    /// <summary>Whether a group is one of ours, from our PID namespace, whose owner is gone.</summary>
    internal static bool IsOrphan(ISystemCalls calls, string group)
    {
        if (!group.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var parts = group[Prefix.Length..].Split('_');
        if (parts.Length != 3
            || !ulong.TryParse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var inode)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            || !ulong.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var start))
            return false;

        // Processes of other PID namespaces cannot be judged from here.
        return inode == NamespaceInode(calls) && StartTicks(calls, pid.ToString(CultureInfo.InvariantCulture), out _) != start;
    }

    // "pid:[4026531836]"
    private static ulong? NamespaceInode(ISystemCalls calls)
    {
        var link = calls.ReadLink("/proc/self/ns/pid");
        var open = link?.IndexOf('[', StringComparison.Ordinal) ?? -1;
        return open >= 0 && ulong.TryParse(link.AsSpan(open + 1).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            ? inode : null;
    }

    // The name in parentheses may hold blanks and parentheses; fields are counted from the last one. The start time is field 22.
    private static ulong? StartTicks(ISystemCalls calls, string process, out int pid)
    {
        pid = 0;
        var stat = calls.ReadText($"/proc/{process}/stat");
        var close = stat?.LastIndexOf(')') ?? -1;
        if (close < 0 || !int.TryParse(stat.AsSpan(0, stat!.IndexOf(' ', StringComparison.Ordinal)), out pid))
            return null;
        var fields = stat[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        const int StartField = 22 - 3;

        // A zombie holds no descriptors any more.
        return fields.Length > StartField && fields[0] is not ("Z" or "X") && ulong.TryParse(fields[StartField], out var ticks) ? ticks : null;
    }
}
