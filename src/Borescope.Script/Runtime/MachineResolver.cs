using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Script.Lowering;
using Borescope.Script.Output;
using Borescope.Script.Types;
using Borescope.Symbols;

namespace Borescope.Script.Runtime;

/// <summary>Names and times of this machine, looked up only when something is printed that needs them.</summary>
internal sealed class MachineResolver(ISystemCalls calls, IReadOnlyList<string> probeNames) : IValueResolver
{
    private KernelSymbolizer? _kernel;
    private UserSymbolizer? _user;
    private Dictionary<ulong, string>? _users;
    private CgroupPaths? _cgroups;
    private long? _bootToUnix;

    /// <summary>Whether C++ names are shown as they are written in the source.</summary>
    public bool DemangleCpp { get; init; } = true;

    /// <summary>The script's maps, once they are loaded.</summary>
    public ScriptMaps? Maps { get; set; }

    /// <inheritdoc/>
    public long UnixNanosecondsNow => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;

    /// <inheritdoc/>
    public TimeZoneInfo TimeZone => TimeZoneInfo.Local;

    /// <inheritdoc/>
    public bool TryGetKernelSymbol(ulong address, out ResolvedSymbol symbol)
    {
        _kernel ??= new KernelSymbolizer(calls);
        if (_kernel.TryResolve(address, out AddressName found))
        {
            symbol = new ResolvedSymbol(found.Name, found.Offset, found.Module);
            return true;
        }

        symbol = default;
        return false;
    }

    /// <inheritdoc/>
    public bool TryGetUserSymbol(ulong address, uint tgid, out ResolvedSymbol symbol)
    {
        _user ??= new UserSymbolizer(calls) { Demangle = DemangleCpp };
        bool known = _user.TryResolve((int)tgid, address, out AddressName found);
        symbol = new ResolvedSymbol(found.Name, found.Offset, found.Module);
        return known;
    }

    /// <summary>Looks at what a process has mapped, so that its addresses keep their names after it has ended.</summary>
    public void Preload(int pid)
    {
        _user ??= new UserSymbolizer(calls) { Demangle = DemangleCpp };
        _user.Preload(pid);
    }

    /// <summary>The same for a process that stands at the start of its program.</summary>
    public void PreloadStarted(int pid)
    {
        _user ??= new UserSymbolizer(calls) { Demangle = DemangleCpp };
        _user.PreloadStarted(pid);
    }

    /// <inheritdoc/>
    public int ReadStack(StackType type, int stackId, Span<ulong> addresses) => Maps?.ReadStack(StackShape.Of(type), stackId, addresses) ?? -1;

    /// <inheritdoc/>
    public int ReadStack(StackType type, int stackId, Span<StackBuildFrame> frames) => Maps?.ReadStack(StackShape.Of(type), stackId, frames) ?? -1;

    /// <inheritdoc/>
    public string? GetUserName(ulong uid)
    {
        _users ??= ReadUsers();
        return _users.GetValueOrDefault(uid);
    }

    /// <inheritdoc/>
    public string? GetName(NumberNameType type, long number) => type.Kind switch
    {
        NumberNameKind.Task => TaskName(number),
        NumberNameKind.Cgroup => (_cgroups ??= new CgroupPaths()).Find((ulong)number, type.Filter),
        _ => null,
    };

    /// <inheritdoc/>
    public string GetProbeName(ulong index) => index < (ulong)probeNames.Count ? probeNames[(int)index] : "";

    /// <inheritdoc/>
    public long ToUnixNanoseconds(ulong bootNanoseconds)
    {
        _bootToUnix ??= BootClock.BootToUnixNanoseconds();
        return (long)bootNanoseconds + _bootToUnix.Value;
    }

    private static string? TaskName(long id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/comm").TrimEnd('\n');
        }
        catch (IOException)
        {
            return null; // It has ended: the number says more than nothing.
        }
    }

    private static Dictionary<ulong, string> ReadUsers()
    {
        var users = new Dictionary<ulong, string>();
        if (!File.Exists("/etc/passwd"))
            return users;
        foreach (string line in File.ReadLines("/etc/passwd"))
        {
            string[] parts = line.Split(':');
            if (parts.Length > 2 && ulong.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out ulong uid))
                users.TryAdd(uid, parts[0]);
        }

        return users;
    }
}
