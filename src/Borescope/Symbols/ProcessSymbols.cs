using System;
using System.Buffers;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>What is known of one process: its executable mappings, the files behind them, and its perf map.</summary>
internal sealed class ProcessSymbols
{
    /// <summary>Shortest time between two looks at the mappings.</summary>
    internal const long RetryMilliseconds = 20;

    private const long CheckMilliseconds = 1000;

    private readonly ISystemCalls _calls;
    private readonly UserFiles _files;
    private readonly int _pid;
    private readonly AddressCache _cache = new();
    private string _root = "";
    private ProcessMapping[] _mappings = [];
    private FileSymbols?[] _symbols = [];
    private PerfMap? _perfMap;
    private ulong _fingerprint;
    private long _checked = long.MinValue / 2;
    private long _perfMapChecked = long.MinValue / 2;

    internal ProcessSymbols(ISystemCalls calls, UserFiles files, int pid)
    {
        _calls = calls;
        _files = files;
        _pid = pid;
    }

    /// <summary>Time of the last question, in the symbolizer's milliseconds.</summary>
    internal long LastUsed { get; private set; }

    /// <summary>Lets the next look at the mappings happen however soon it is.</summary>
    internal void Expire() => _checked = long.MinValue / 2;

    /// <summary>Reads the mappings unless that was done a moment ago.</summary>
    internal void Check(long now, long interval = CheckMilliseconds)
    {
        LastUsed = now;
        if (now - _checked < interval)
            return;
        _checked = now;
        if (_perfMap?.Update() == true)
            _cache.Clear();

        // When the process has ended, what was read before stays.
        if (ProcessMaps.TryRead(_calls, _pid, out var mappings, out var fingerprint) != Errno.None || mappings.Length == 0 || fingerprint == _fingerprint)
            return;
        var known = _symbols;
        var old = _mappings;
        if (RootedPath.TryRootOf(_calls, _pid, out var root))
            _root = root; // Of one that has just ended: its files are where they were.
        _mappings = mappings;
        _symbols = new FileSymbols?[mappings.Length];
        _fingerprint = fingerprint;
        _cache.Clear();
        for (int index = 0, position = 0; index < mappings.Length; index++)
        {
            while (position < old.Length && old[position].Start < mappings[index].Start)
                position++;
            if (position < old.Length && old[position] == mappings[index])
                _symbols[index] = known[position];
        }
    }

    internal bool TryResolve(ulong address, long now, bool demangle, out AddressName name)
    {
        Check(now);
        if (_cache.TryGet(address, out name, out var known) && (known || now - _perfMapChecked < CheckMilliseconds))
            return known;
        var index = Find(address);
        if (index < 0)
        {
            // A library loaded a moment ago.
            Check(now, RetryMilliseconds);
            index = Find(address);
        }

        if (index < 0)
        {
            name = new AddressName("", 0, "");
            return false;
        }

        known = TryResolve(index, address, now, demangle, out name);
        _cache.Set(address, name, known);
        return known;
    }

    private int Find(ulong address)
    {
        var low = 0;
        var high = _mappings.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_mappings[middle].Start <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && address < _mappings[low - 1].End ? low - 1 : -1;
    }

    private bool TryResolve(int index, ulong address, long now, bool demangle, out AddressName name)
    {
        ref readonly var mapping = ref _mappings[index];
        if (mapping.IsFile || mapping.IsVdso)
        {
            var symbols = _symbols[index] ??= _files.Open(_pid, _root, mapping);
            var found = symbols.TryFind(address - mapping.Start + mapping.FileOffset, demangle, out var function, out var offset);
            name = new AddressName(function, offset, mapping.Path);
            return found;
        }

        // Code that a compiler wrote into memory: the map lists absolute addresses, also where the memory is a mapped memory file.
        UpdatePerfMap(now);
        if (_perfMap is not null && _perfMap.TryFind(address, out var method, out var behind))
        {
            name = new AddressName(method, behind, mapping.Path);
            return true;
        }

        name = new AddressName("", 0, mapping.Path);
        return false;
    }

    private void UpdatePerfMap(long now)
    {
        if (now - _perfMapChecked < (_perfMap is null ? CheckMilliseconds : RetryMilliseconds))
            return;
        _perfMapChecked = now;
        _perfMap ??= FindPerfMap();
        if (_perfMap?.Update() == true)
            _cache.Clear();
    }

    // Written by the process itself: named by its own pid namespace, in its own mount namespace.
    private PerfMap? FindPerfMap()
    {
        var inside = $"{_root}/tmp/perf-{PidInNamespace()}.map";
        if (_calls.Access(inside, AccessMode.Read) == 0)
            return new PerfMap(_calls, inside);
        var outside = $"/tmp/perf-{_pid}.map";
        return _calls.Access(outside, AccessMode.Read) == 0 ? new PerfMap(_calls, outside) : null;
    }

    // The last number of "NSpid:" in /proc/PID/status is the pid in the innermost namespace.
    private int PidInNamespace()
    {
        var error = _calls.TryRent($"/proc/{_pid}/status", 4096, out var buffer, out var length);
        var text = error == Errno.None ? Encoding.ASCII.GetString(buffer.AsSpan(0, length)) : "";
        ArrayPool<byte>.Shared.Return(buffer);
        var at = text.IndexOf("\nNSpid:", StringComparison.Ordinal);
        if (at < 0)
            return _pid;
        var line = text.AsSpan(at + 1);
        line = line[..Math.Max(line.IndexOf('\n'), 0)].TrimEnd();
        return int.TryParse(line[(line.LastIndexOfAny('\t', ' ') + 1)..], out var pid) ? pid : _pid;
    }
}
