using System;
using System.Globalization;

namespace Borescope.Sources;

/// <summary>A line of trace_pipe: what a program printed with bpf_trace_printk.</summary>
/// <param name="Task">Name of the task, at most 15 characters.</param>
/// <param name="ProcessId">Its thread id.</param>
/// <param name="Cpu">The CPU.</param>
/// <param name="Flags">Interrupt and preemption state as ftrace shows it.</param>
/// <param name="Timestamp">Time of the trace clock.</param>
/// <param name="Message">The text.</param>
public readonly record struct TraceRecord(string Task, int ProcessId, int Cpu, string Flags, TimeSpan Timestamp, string Message)
{
    /// <summary>Reads one line: <c>task-pid [cpu] flags seconds.micros: function: message</c>.</summary>
    /// <returns>False for lines of another form, such as the note about lost events.</returns>
    public static bool TryParse(ReadOnlySpan<char> line, out TraceRecord record)
    {
        record = default;
        var cpuAt = line.IndexOf(" [", StringComparison.Ordinal);
        if (cpuAt < 0)
            return false;
        var who = line[..cpuAt].TrimEnd();
        var dash = who.LastIndexOf('-');
        var rest = line[(cpuAt + 2)..];
        var close = rest.IndexOf(']');
        if (dash <= 0 || close < 0 || !int.TryParse(who[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            || !int.TryParse(rest[..close], NumberStyles.None, CultureInfo.InvariantCulture, out var cpu))
        {
            return false;
        }

        var task = who[..dash].Trim().ToString();
        rest = rest[(close + 1)..].TrimStart();
        var space = rest.IndexOf(' ');
        if (space < 0)
            return false;
        var flags = rest[..space].ToString();
        rest = rest[(space + 1)..].TrimStart();
        var colon = rest.IndexOf(':');
        if (colon < 0 || !decimal.TryParse(rest[..colon], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds > 100_000_000_000)
            return false;
        rest = rest[(colon + 1)..].TrimStart();
        colon = rest.IndexOf(':');
        var message = colon < 0 ? rest : rest[(colon + 1)..];
        record = new TraceRecord(task, pid, cpu, flags, TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)), (message.StartsWith(" ") ? message[1..] : message).ToString());
        return true;
    }
}
