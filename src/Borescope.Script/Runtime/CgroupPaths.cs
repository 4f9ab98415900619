using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Script.Runtime;

/// <summary>Paths of control groups by id, which is the inode of the directory, in every hierarchy that is mounted.</summary>
internal sealed class CgroupPaths
{
    private const int MaxDirectories = 100_000;

    private readonly List<Hierarchy> _hierarchies = ReadHierarchies();

    /// <summary>The paths below the mount points, <c>/</c> for a root: <c>unified:/a,cpu:/a</c>. Empty when there is none (any more) or none matches.</summary>
    /// <param name="id">What <c>cgroup</c> yields.</param>
    /// <param name="filter">Pattern with <c>*</c> for the names of hierarchies (v2: <c>unified</c>); empty for all.</param>
    public string Find(ulong id, string filter)
    {
        List<Hierarchy> wanted = filter.Length == 0 ? _hierarchies : _hierarchies.FindAll(h => Semantics.AttachPoints.Wildcard.Matches(filter, h.Name));
        if (!wanted.Exists(h => h.Paths.ContainsKey(id)))
            wanted.ForEach(Walk);
        var text = new StringBuilder();
        foreach (Hierarchy hierarchy in wanted)
        {
            if (hierarchy.Paths.TryGetValue(id, out string? path))
                text.Append(text.Length > 0 ? "," : "").Append(hierarchy.Name).Append(':').Append(path);
        }

        return text.ToString();
    }

    // The one of v2 is called "unified" wherever it is mounted, those of v1 are called like their mount points; v2 comes first.
    private static List<Hierarchy> ReadHierarchies()
    {
        var unified = new List<Hierarchy>();
        var others = new List<Hierarchy>();
        try
        {
            foreach (string line in File.ReadLines("/proc/self/mounts"))
            {
                string[] words = line.Split(' ');
                if (words.Length > 2 && words[2] == "cgroup2" && unified.Count == 0)
                    unified.Add(new Hierarchy("unified", words[1]));
                else if (words.Length > 2 && words[2] == "cgroup")
                    others.Add(new Hierarchy(Path.GetFileName(words[1]), words[1]));
            }
        }
        catch (IOException)
        {
            // Without /proc nothing is known about groups.
        }

        others.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return [.. unified, .. others];
    }

    private static void Walk(Hierarchy hierarchy)
    {
        hierarchy.Paths.Clear();
        var pending = new Stack<string>([hierarchy.Root]);
        for (int seen = 0; pending.TryPop(out string? directory) && seen < MaxDirectories; seen++)
        {
            if (FileIdentity.Of(directory) is { } identity)
                hierarchy.Paths[identity.Inode] = directory.Length == hierarchy.Root.Length ? "/" : directory[hierarchy.Root.Length..];
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

    private sealed record Hierarchy(string Name, string Root)
    {
        public Dictionary<ulong, string> Paths { get; } = [];
    }
}
