using System;
using System.Collections.Generic;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>
/// Names for addresses of processes: from the symbols of mapped files and their debug files, from the vdso, and from perf maps of just-in-time
/// compilers. Answers are cached; mappings are looked at again once a second, and when an address lies outside of all known ones. A process that
/// has ended keeps the names of what was read before. Not for several threads at once.
/// </summary>
public sealed class UserSymbolizer
{
    private readonly ISystemCalls _calls;
    private readonly UserFiles _files;
    private readonly Func<long> _clock;
    private readonly Dictionary<int, ProcessSymbols> _processes = [];
    private ProcessSymbols? _last;
    private int _lastPid;

    /// <summary>Prepares a symbolizer; nothing is read yet.</summary>
    /// <param name="calls">The seam.</param>
    public UserSymbolizer(ISystemCalls calls)
        : this(calls, static () => Environment.TickCount64)
    {
    }

    internal UserSymbolizer(ISystemCalls calls, Func<long> clock)
    {
        _calls = calls;
        _files = new UserFiles(calls);
        _clock = clock;
    }

    /// <summary>Processes whose mappings are kept now.</summary>
    internal int ProcessCount => _processes.Count;

    /// <summary>Whether C++ names are written as the source has them.</summary>
    public bool Demangle { get; init; } = true;

    /// <summary>Finds the function around an address.</summary>
    /// <param name="pid">Process (thread group), as Borescope's own pid namespace numbers it.</param>
    /// <param name="address">Address in it.</param>
    /// <param name="name">The function; with false only <see cref="AddressName.Module"/> may be filled.</param>
    public bool TryResolve(int pid, ulong address, out AddressName name) => Process(pid).TryResolve(address, _clock(), Demangle, out name);

    /// <summary>Reads a process's mappings unless that was done just before, so that its addresses keep their names after it ends.</summary>
    public void Preload(int pid) => Process(pid).Check(_clock(), ProcessSymbols.RetryMilliseconds);

    /// <summary>Reads the mappings of a process that stands at the start of its program; it may end before anyone else looks. Its libraries come later: the next look is not put off.</summary>
    public void PreloadStarted(int pid)
    {
        ProcessSymbols process = Process(pid);
        process.Check(_clock(), interval: 0);
        process.Expire();
    }

    /// <summary>Drops what is known of a process, for example when its number is used anew.</summary>
    public void Forget(int pid)
    {
        _processes.Remove(pid);
        _last = null;
    }

    private ProcessSymbols Process(int pid)
    {
        if (_last is not null && _lastPid == pid)
            return _last;
        if (!_processes.TryGetValue(pid, out var process))
        {
            if (_processes.Count >= SymbolLimits.MaxProcesses)
                DropOldest();
            process = new ProcessSymbols(_calls, _files, pid);
            _processes[pid] = process;
        }

        _last = process;
        _lastPid = pid;
        return process;
    }

    private void DropOldest()
    {
        var ages = new long[_processes.Count];
        var at = 0;
        foreach (var process in _processes.Values)
            ages[at++] = process.LastUsed;
        Array.Sort(ages);
        var limit = ages[ages.Length / 2];
        var old = new List<int>();
        foreach (var (pid, process) in _processes)
        {
            if (process.LastUsed <= limit && old.Count <= ages.Length / 2)
                old.Add(pid);
        }

        foreach (var pid in old)
            _processes.Remove(pid);
    }
}
