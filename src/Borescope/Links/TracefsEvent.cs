using System;
using System.Globalization;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>A dynamic event of ours in tracefs.</summary>
internal sealed class TracefsEvent
{
    private const int MaxNameBytes = 63;

    private static int _counter;

    private readonly ISystemCalls _calls;
    private readonly Tracefs _tracefs;
    private readonly KernelHandle _file;
    private readonly string _group;
    private readonly string _name;
    private readonly bool _isUser;

    private TracefsEvent(ISystemCalls calls, Tracefs tracefs, KernelHandle file, string group, string name, bool isUser, int id)
    {
        _file = file;
        _calls = calls;
        _tracefs = tracefs;
        _group = group;
        _name = name;
        _isUser = isUser;
        Id = id;
    }

    /// <summary>Number for perf_event_open.</summary>
    internal int Id { get; }

    private static string FileFor(bool isUser) => isUser ? "uprobe_events" : "kprobe_events";

    /// <summary>Defines an event.</summary>
    /// <param name="facts">The kernel.</param>
    /// <param name="kind"><c>p</c>, <c>r</c>, or <c>r</c> with maxactive.</param>
    /// <param name="place">Function with offset, address, or path with offset.</param>
    /// <param name="label">Becomes part of the event's name.</param>
    /// <param name="isUser">Whether the place is in a file.</param>
    internal static TracefsEvent Define(KernelFacts facts, string kind, string place, string label, bool isUser)
    {
        var tracefs = facts.Tracefs
            ?? throw new BpfException($"cannot define a tracefs event for {label}: {facts.TracefsDiagnostic}", KernelOperation.TracefsDefine, label);
        TracefsSweep.Once(facts.Calls, tracefs);
        var group = TracefsOwner.OwnGroup(facts.Calls)
            ?? throw new BpfException("cannot name tracefs events: /proc is not readable", KernelOperation.TracefsDefine, label, "mount /proc");
        var name = EventName(kind, label);
        var command = $"{kind}:{group}/{name} {place}";
        var fd = facts.Calls.Open(tracefs.PathOf(FileFor(isUser)), OpenFlags.WriteOnly | OpenFlags.Append | OpenFlags.CloseOnExec);
        if (fd < 0)
            throw new BpfException(fd.AsErrno(), KernelOperation.TracefsDefine, label);

        // It stays open, so that the event can be removed even when no file can be opened any more.
        var file = KernelHandle.Own(facts.Calls, fd);
        if (facts.Calls.Write(file.Descriptor, Encoding.UTF8.GetBytes(command)).AsErrno() is var error and not Errno.None)
        {
            file.Dispose();
            throw new BpfException(error, KernelOperation.TracefsDefine, label, ReadErrorLog(facts.Calls, tracefs, command));
        }

        if (facts.Calls.TryReadNumber(tracefs.PathOf($"events/{group}/{name}/id"), out var id))
            return new TracefsEvent(facts.Calls, tracefs, file, group, name, isUser, (int)id);
        new TracefsEvent(facts.Calls, tracefs, file, group, name, isUser, 0).Remove();
        throw new BpfException($"the kernel took the tracefs event for {label} but gave it no number", KernelOperation.TracefsDefine, label, "tracefs may be mounted twice, or event numbers are exhausted");
    }

    /// <summary>Removes it; false when someone still uses it.</summary>
    internal bool Remove()
    {
        if (_file.IsClosed)
            return false;
        var result = _calls.Write(_file.Descriptor, Encoding.UTF8.GetBytes($"-:{_group}/{_name}"));
        _file.Dispose();
        return result >= 0;
    }

    /// <summary>Missed hits from kprobe_profile: name, hits, misses.</summary>
    internal ulong? ReadMissed()
    {
        if (_isUser)
            return null;
        foreach (var line in (_tracefs.ReadText("kprobe_profile") ?? "").Split('\n'))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 3 && fields[0] == _name && ulong.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var missed))
                return missed;
        }

        return null;
    }

    // Letters, digits and underscores, unique within the process.
    private static string EventName(string kind, string label)
    {
        var number = System.Threading.Interlocked.Increment(ref _counter);
        var name = new StringBuilder($"{kind[0]}{number.ToString(CultureInfo.InvariantCulture)}_");
        foreach (var letter in label)
        {
            if (name.Length == MaxNameBytes)
                break;
            name.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        }

        return name.ToString();
    }

    // The log is shared by all users of tracefs: only the entry with our own command text counts.
    private static string? ReadErrorLog(ISystemCalls calls, Tracefs tracefs, string command)
    {
        var lines = (calls.ReadText(tracefs.PathOf("error_log")) ?? "").Split('\n');
        for (var index = lines.Length - 1; index > 0; index--)
        {
            if (lines[index].Trim() != $"Command: {command}")
                continue;
            const string Marker = "error: ";
            var at = lines[index - 1].IndexOf(Marker, StringComparison.Ordinal);
            if (at >= 0)
                return $"the kernel says: {lines[index - 1][(at + Marker.Length)..]}";
        }

        return null;
    }
}
