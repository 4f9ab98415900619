using System.Collections.Generic;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>
/// Paths as another process sees them. The kernel follows <c>/proc/PID/root</c> into that process's mounts, but an absolute symbolic link met
/// there leads back to the own root; so links are followed here.
/// </summary>
internal static class RootedPath
{
    /// <summary>The prefix under which the files of a process lie: empty when it sees the same files as Borescope.</summary>
    internal static string RootOf(ISystemCalls calls, int pid) => TryRootOf(calls, pid, out var root) ? root : $"/proc/{pid}/root";

    /// <summary>The same; false when the kernel does not tell, which it does not of a process that ends.</summary>
    internal static bool TryRootOf(ISystemCalls calls, int pid, out string root)
    {
        root = "";
        if (pid <= 0)
            return true;
        var path = $"/proc/{pid}/root";
        if (calls.ReadLink($"/proc/{pid}/ns/mnt") is not { } mounts || calls.ReadLink(path) is not { } target)
            return false;
        if (target != "/" || mounts != calls.ReadLink("/proc/self/ns/mnt"))
            root = path;
        return true;
    }

    /// <summary>A path below a root with every link followed inside that root; unchanged when the root is the own one.</summary>
    internal static string Resolve(ISystemCalls calls, string root, string path)
    {
        if (root.Length == 0)
            return path;
        var pending = new Stack<string>();
        Push(pending, path);
        var resolved = new List<string>();
        var links = 0;
        while (pending.TryPop(out var part))
        {
            if (part is "" or ".")
                continue;
            if (part == "..")
            {
                if (resolved.Count > 0)
                    resolved.RemoveAt(resolved.Count - 1);
                continue;
            }

            resolved.Add(part);
            if (links == SymbolLimits.MaxLinks || calls.ReadLink(Join(root, resolved)) is not { Length: > 0 } target)
                continue;
            links++;
            if (target[0] == '/')
                resolved.Clear();
            else
                resolved.RemoveAt(resolved.Count - 1);
            Push(pending, target);
        }

        return Join(root, resolved);
    }

    private static void Push(Stack<string> pending, string path)
    {
        var parts = path.Split('/');
        for (var index = parts.Length - 1; index >= 0; index--)
            pending.Push(parts[index]);
    }

    private static string Join(string root, List<string> parts) => root + "/" + string.Join('/', parts);
}
