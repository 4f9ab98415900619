using System;
using System.Collections.Generic;
using System.IO;
using Borescope.Kernel;

namespace Borescope.Script.Runtime;

/// <summary>Paths of cgroup v2 directories by id, which is the inode of the directory.</summary>
internal sealed class CgroupPaths
{
    private const string Root = "/sys/fs/cgroup";
    private const int MaxDirectories = 100_000;

    private readonly Dictionary<ulong, string> _paths = [];

    /// <summary>The path below the mount point, <c>/</c> for the root; null when there is none (any more) or it does not match.</summary>
    /// <param name="id">What <c>cgroup</c> yields.</param>
    /// <param name="filter">Pattern with <c>*</c> for the name of the hierarchy (v2: <c>unified</c>); empty for all.</param>
    public string? Find(ulong id, string filter)
    {
        if (filter.Length > 0 && !Semantics.AttachPoints.Wildcard.Matches(filter, "unified"))
            return null;
        if (!_paths.ContainsKey(id))
            Walk();
        return _paths.GetValueOrDefault(id);
    }

    private void Walk()
    {
        var pending = new Stack<string>([Root]);
        for (int seen = 0; pending.TryPop(out string? directory) && seen < MaxDirectories; seen++)
        {
            if (FileIdentity.Of(directory) is { } identity)
                _paths[identity.Inode] = directory.Length == Root.Length ? "/" : directory[Root.Length..];
            try
            {
                foreach (string inner in Directory.GetDirectories(directory))
                    pending.Push(inner);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Groups come and go while they are listed.
            }
        }
    }
}
