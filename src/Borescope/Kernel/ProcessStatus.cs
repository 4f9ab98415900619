using System;

namespace Borescope.Kernel;

/// <summary>What bounds this process besides its capabilities.</summary>
/// <param name="IsRoot">Whether its effective user is root, in its user namespace.</param>
/// <param name="IsInUserNamespace">Whether its user namespace is another one than the initial.</param>
/// <param name="IsFiltered">Whether a seccomp filter decides about its system calls.</param>
internal readonly record struct ProcessStatus(bool IsRoot, bool IsInUserNamespace, bool IsFiltered)
{
    // The initial user namespace maps all numbers to themselves.
    private const string AllUsers = "0 0 4294967295";

    /// <summary>Reads it from procfs; what cannot be read is taken for no bound.</summary>
    internal static ProcessStatus Read(ISystemCalls calls)
    {
        bool isRoot = false, isFiltered = false;
        foreach (var line in (calls.ReadText("/proc/self/status") ?? "").Split('\n'))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words is ["Uid:", _, var effective, ..])
                isRoot = effective == "0";
            else if (words is ["Seccomp:", var mode])
                isFiltered = mode == "2";
        }

        var users = calls.ReadText("/proc/self/uid_map") is { } map ? string.Join(' ', map.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : AllUsers;
        return new ProcessStatus(isRoot, users.Length > 0 && users != AllUsers, isFiltered);
    }
}
