using System;
using System.Collections.Generic;
using System.Globalization;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>Finds programs and libraries by a pattern: among what processes map, on disk, or on PATH.</summary>
/// <param name="calls">The seam.</param>
public sealed class FileSearch(ISystemCalls calls)
{
    /// <summary>Most files that one pattern gives.</summary>
    private const int MaxFiles = 1 << 16;

    /// <summary>The files that match, sorted, each once.</summary>
    /// <param name="pattern">
    /// With a slash: a path with <c>*</c>, <c>?</c> or <c>[a-z]</c> in any part but across none. Without: a file name. <c>*</c> alone with no process:
    /// everything that running processes execute code from.
    /// </param>
    /// <param name="pid">Process whose mapped files are looked at; 0 to look on disk.</param>
    public IReadOnlyList<string> Match(string pattern, int pid)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        if (pid > 0)
            AddMapped(pid, pattern, found);
        else if (pattern == "*")
            AddRunning(found);
        else if (pattern.Contains('/', StringComparison.Ordinal))
            AddOnDisk(pattern[0] == '/' ? "/" : "", pattern.Split('/', StringSplitOptions.RemoveEmptyEntries), 0, found);
        else
            AddOnPath(pattern, found);
        return [.. found];
    }

    private void AddMapped(int pid, string pattern, SortedSet<string> found)
    {
        var glob = new GlobPattern(pattern);
        bool byName = !pattern.Contains('/', StringComparison.Ordinal);
        foreach (string file in new BinaryLocator(calls).MappedFiles(pid))
        {
            if (pattern == "*" || glob.IsMatch(byName ? file.AsSpan(file.LastIndexOf('/') + 1) : file))
                found.Add(file);
        }
    }

    private void AddRunning(SortedSet<string> found)
    {
        var locator = new BinaryLocator(calls);
        foreach (string entry in calls.List("/proc") ?? [])
        {
            if (!int.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
                continue;
            foreach (string file in locator.MappedFiles(pid))
                found.Add(file);
        }
    }

    private void AddOnPath(string pattern, SortedSet<string> found)
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries))
            AddOnDisk(folder, [pattern], 0, found);
    }

    private void AddOnDisk(string folder, string[] parts, int index, SortedSet<string> found)
    {
        if (found.Count >= MaxFiles)
            return;
        string part = parts[index];
        bool last = index == parts.Length - 1;
        if (!GlobPattern.IsPattern(part))
        {
            Descend(Join(folder, part));
            return;
        }

        var glob = new GlobPattern(part);
        foreach (string entry in calls.List(folder.Length == 0 ? "." : folder) ?? [])
        {
            // As in a shell, a hidden file must be meant.
            if ((entry[0] != '.' || part[0] == '.') && glob.IsMatch(entry))
                Descend(Join(folder, entry));
        }

        void Descend(string path)
        {
            if (!last)
                AddOnDisk(path, parts, index + 1, found);
            else if (calls.Access(path, AccessMode.Exists) == 0)
                found.Add(path);
        }
    }

    private static string Join(string folder, string entry) => folder.Length == 0 ? entry : folder[^1] == '/' ? folder + entry : folder + "/" + entry;
}
