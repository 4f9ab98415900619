using System;
using System.Collections.Generic;

namespace Borescope.Kernel;

/// <summary>The mounted tracefs. Found where it is, mounted when it is missing and we may; otherwise the message says what to type.</summary>
public sealed class Tracefs
{
    /// <summary>Where tracefs belongs.</summary>
    public const string DefaultRoot = "/sys/kernel/tracing";

    /// <summary>Where debugfs belongs.</summary>
    public const string DefaultDebugRoot = "/sys/kernel/debug";

    private readonly ISystemCalls _calls;
    private string? _debugRoot;

    private Tracefs(ISystemCalls calls, string root)
    {
        _calls = calls;
        Root = root;
    }

    /// <summary>Directory without final slash.</summary>
    public string Root { get; }

    /// <summary>Whether this process mounted it.</summary>
    public bool WasMounted { get; private init; }

    /// <summary>debugfs, mounted when missing and allowed; the default path also when that fails.</summary>
    public string DebugRoot
    {
        get
        {
            if (_debugRoot is null)
            {
                _debugRoot = FindMount(_calls, "debugfs") ?? DefaultDebugRoot;
                if (_calls.Access($"{_debugRoot}/kprobes", AccessMode.Exists) != 0)
                    _calls.Mount("nodev", _debugRoot, "debugfs");
            }

            return _debugRoot;
        }
    }

    /// <summary>Finds tracefs, mounting it when it is missing.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="tracefs">The result, null on failure.</param>
    /// <param name="diagnostic">Why it cannot be used and what to do.</param>
    public static bool TryFind(ISystemCalls calls, out Tracefs? tracefs, out string? diagnostic)
    {
        diagnostic = null;
        tracefs = null;
        var root = Usable(calls, DefaultRoot) ? DefaultRoot : FindMount(calls, "tracefs");
        if (root is null && FindMount(calls, "debugfs") is { } debug && Usable(calls, $"{debug}/tracing"))
            root = $"{debug}/tracing";
        if (root is not null && Usable(calls, root))
        {
            tracefs = new Tracefs(calls, root);
            return true;
        }

        if (root is not null)
        {
            diagnostic = $"tracefs at {root} cannot be read; run as root";
            return false;
        }

        var error = calls.Mount("nodev", DefaultRoot, "tracefs").AsErrno();
        if (error == Errno.None && Usable(calls, DefaultRoot))
        {
            tracefs = new Tracefs(calls, DefaultRoot) { WasMounted = true };
            return true;
        }

        diagnostic = error switch
        {
            Errno.ENODEV or Errno.ENOENT => "this kernel has no tracefs (CONFIG_FTRACE, CONFIG_TRACING)",
            Errno.EPERM or Errno.EACCES => $"tracefs is not mounted and mounting it needs root: sudo mount -t tracefs nodev {DefaultRoot}",
            _ => $"tracefs cannot be mounted at {DefaultRoot}: {ErrnoText.Of(error)}",
        };
        return false;
    }

    /// <summary>Path of a file below the root.</summary>
    public string PathOf(string relative) => $"{Root}/{relative}";

    /// <summary>Reads a file below the root, null when it cannot be read.</summary>
    public string? ReadText(string relative) => _calls.ReadText(PathOf(relative));

    /// <summary>Whether a tracepoint exists.</summary>
    public bool HasEvent(string category, string name) => _calls.Access($"{Root}/events/{category}/{name}/id", AccessMode.Exists) == 0;

    /// <summary>Reads the number and the fields of a tracepoint.</summary>
    /// <param name="category">Group, such as <c>syscalls</c>.</param>
    /// <param name="name">Event, such as <c>sys_enter_openat</c>.</param>
    /// <param name="format">The fields.</param>
    /// <param name="diagnostic">Why not.</param>
    public bool TryReadFormat(string category, string name, out TracepointFormat? format, out string? diagnostic)
    {
        format = null;
        var path = $"{Root}/events/{category}/{name}/format";
        var error = _calls.TryReadAll(path, out var text);
        if (error != Errno.None)
        {
            diagnostic = error == Errno.ENOENT
                ? $"the kernel has no tracepoint {category}:{name}"
                : $"cannot read {path}: {ErrnoText.Of(error)}";
            return false;
        }

        return TracepointFormat.TryParse(text, category, out format, out diagnostic);
    }

    /// <summary>All tracepoints as category and event, in the order of the kernel's list.</summary>
    public IReadOnlyList<(string Category, string Event)> Events()
    {
        var events = new List<(string, string)>(2000);
        using var reader = new KernelLineReader(_calls, PathOf("available_events"));
        while (reader.TryRead(out var line))
        {
            var colon = line.IndexOf((byte)':');
            if (colon > 0)
                events.Add((System.Text.Encoding.UTF8.GetString(line[..colon]), System.Text.Encoding.UTF8.GetString(line[(colon + 1)..])));
        }

        return events;
    }

    private static bool Usable(ISystemCalls calls, string root) => calls.Access($"{root}/events", AccessMode.Execute) == 0;

    // mountinfo: id parent major:minor root mountpoint options... - type source super
    private static string? FindMount(ISystemCalls calls, string type)
    {
        foreach (var line in (calls.ReadText("/proc/self/mountinfo") ?? "").Split('\n'))
        {
            var separator = line.IndexOf(" - ", StringComparison.Ordinal);
            if (separator < 0 || !line.AsSpan(separator + 3).StartsWith($"{type} "))
                continue;
            var fields = line[..separator].Split(' ');
            if (fields.Length > 4 && fields[3] == "/")
                return fields[4].Replace("\\040", " ", StringComparison.Ordinal);
        }

        return null;
    }
}
