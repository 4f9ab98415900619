using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Borescope.Elf;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>Finds the file that a probe names: a path, a program on PATH, or a library by full or short name.</summary>
public sealed class BinaryLocator
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private readonly ISystemCalls _calls;
    private readonly string _searchPath;

    /// <summary>Prepares a search.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="searchPath">Folders for programs, separated by colons; null for this process's PATH.</param>
    public BinaryLocator(ISystemCalls calls, string? searchPath = null)
    {
        _calls = calls;
        _searchPath = searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? DefaultPath;
    }

    private static string[] LibraryFolders { get; } = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
        ? ["/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib"]
        : ["/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib"];

    /// <summary>Finds a file.</summary>
    /// <param name="target">Path with a slash, or a bare name: <c>bash</c>, <c>libc.so.6</c>, <c>libc</c>. Empty with a process: its program.</param>
    /// <param name="pid">Process whose files and mappings count, 0 for none. Its mount namespace and root are honoured.</param>
    /// <param name="path">A path that this process can open; below /proc/PID/root for a process in a container.</param>
    /// <param name="diagnostic">Why there is none, and what to do.</param>
    public bool TryLocate(string target, int pid, out string? path, out string? diagnostic)
    {
        path = null;
        diagnostic = null;
        if (pid > 0 && _calls.Access($"/proc/{pid}", AccessMode.Exists) != 0)
        {
            diagnostic = $"there is no process {pid}";
            return false;
        }

        if (target.Length == 0)
            return TryProgramOf(pid, out path, out diagnostic);
        var root = RootedPath.RootOf(_calls, pid);
        if (target.Contains('/', StringComparison.Ordinal))
        {
            // A path found earlier already leads through the process's root.
            var isInside = target[0] != '/' || (root.Length > 0 && target.StartsWith(root + "/", StringComparison.Ordinal));
            path = isInside ? target : FindReplaced(target, pid) ?? RootedPath.Resolve(_calls, root, target);
            var error = _calls.Access(path, AccessMode.Exists).AsErrno();
            if (error == Errno.None)
                return true;
            diagnostic = $"there is no file {target}{(root.Length > 0 ? $" in the root of process {pid}" : "")}: {ErrnoText.Of(error)}";
            path = null;
            return false;
        }

        path = pid > 0 ? FindMapped(target, pid, root) : null;
        if (path is null)
        {
            var libraryFirst = target.StartsWith("lib", StringComparison.Ordinal) || target.Contains(".so", StringComparison.Ordinal);
            path = libraryFirst ? FindLibrary(target, root) ?? FindProgram(target, root) : FindProgram(target, root) ?? FindLibrary(target, root);
        }

        if (path is not null)
            return true;
        diagnostic = $"there is no program '{target}' on PATH and no library of this name in {LibraryCache.Path} or the usual folders"
            + (pid > 0 ? $", and process {pid} maps no such file" : "") + "; give the full path";
        return false;
    }

    /// <summary>Files that a process executes code from, each once, as paths that this process can open.</summary>
    public IReadOnlyList<string> MappedFiles(int pid)
    {
        var result = new List<string>();
        if (ProcessMaps.TryRead(_calls, pid, out var mappings) != Errno.None)
            return result;
        var root = RootedPath.RootOf(_calls, pid);
        foreach (var mapping in mappings)
        {
            if (mapping.IsFile && !mapping.IsDeleted && RootedPath.Resolve(_calls, root, mapping.Path) is var path && !result.Contains(path))
                result.Add(path);
        }

        return result;
    }

    /// <summary>Finds a library by full or short name, not looking at programs.</summary>
    internal string? FindLibrary(string name, string root)
    {
        if (root.Length == 0 && Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") is { Length: > 0 } own)
        {
            foreach (var folder in own.Split(':', StringSplitOptions.RemoveEmptyEntries))
            {
                if (FindInFolder(folder, name, root) is { } found)
                    return found;
            }
        }

        if (LibraryCache.Find(_calls, root, name) is { } cached && Accept(root, cached) is { } path)
            return path;
        foreach (var folder in LibraryFolders)
        {
            if (FindInFolder(folder, name, root) is { } found)
                return found;
        }

        return null;
    }

    private bool TryProgramOf(int pid, out string? path, out string? diagnostic)
    {
        path = null;
        diagnostic = null;
        if (pid <= 0)
        {
            diagnostic = "the probe names no file: write the path of a program or library, or give a process with -p";
            return false;
        }

        var link = $"/proc/{pid}/exe";
        if (_calls.ReadLink(link) is not { } program)
        {
            diagnostic = $"process {pid} has no program file that can be read: it is a kernel thread, has ended, or belongs to another user";
            return false;
        }

        var root = RootedPath.RootOf(_calls, pid);
        var resolved = root.Length == 0 ? program : root + program;
        path = _calls.Access(resolved, AccessMode.Exists) == 0 ? resolved : link;
        return true;
    }

    private string? FindMapped(string name, int pid, string root)
    {
        if (ProcessMaps.TryRead(_calls, pid, out var mappings) != Errno.None)
            return null;
        var best = default(ProcessMapping);
        var bestRank = LibraryName.NoMatch;
        foreach (var mapping in mappings)
        {
            if (!mapping.IsFile)
                continue;
            var path = mapping.FilePath;
            var rank = LibraryName.Rank(Encoding.UTF8.GetBytes(path[(path.LastIndexOf('/') + 1)..]), name);
            if (rank >= bestRank)
                continue;
            best = mapping;
            bestRank = rank;
        }

        if (bestRank == LibraryName.NoMatch)
            return null;
        return best.IsDeleted ? MappedLink(pid, best) : RootedPath.Resolve(_calls, root, best.Path);
    }

    // Probes belong to a file, not to its name: a process that was started before an upgrade runs the old file, which only the kernel still knows.
    private string? FindReplaced(string path, int pid)
    {
        if (pid <= 0 || ProcessMaps.TryRead(_calls, pid, out var mappings) != Errno.None)
            return null;
        var mapping = Array.Find(mappings, candidate => candidate.IsFile && candidate.FilePath == path);
        return mapping.IsDeleted ? MappedLink(pid, mapping) : null;
    }

    private string? MappedLink(int pid, in ProcessMapping mapping)
    {
        var link = $"/proc/{pid}/map_files/{mapping.Start:x}-{mapping.End:x}";
        return _calls.Access(link, AccessMode.Read) == 0 ? link : null;
    }

    private string? FindProgram(string name, string root)
    {
        foreach (var folder in (root.Length == 0 ? _searchPath : DefaultPath).Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var path = RootedPath.Resolve(_calls, root, $"{folder.TrimEnd('/')}/{name}");
            if (_calls.Access(path, AccessMode.Execute) == 0 && _calls.List(path) is null)
                return path;
        }

        return null;
    }

    private string? FindInFolder(string folder, string name, string root)
    {
        if (Accept(root, $"{folder}/{name}") is { } exact)
            return exact;
        var bestRank = LibraryName.NoMatch;
        string? best = null;
        foreach (var file in _calls.List(RootedPath.Resolve(_calls, root, folder)) ?? [])
        {
            var rank = LibraryName.Rank(Encoding.UTF8.GetBytes(file), name);

            // Of several versions the lowest name wins, so that the answer does not depend on the folder's order.
            if (rank > bestRank || rank == LibraryName.NoMatch || (rank == bestRank && string.CompareOrdinal(file, best) >= 0) || Accept(root, $"{folder}/{file}") is null)
                continue;
            best = file;
            bestRank = rank;
        }

        return best is null ? null : Accept(root, $"{folder}/{best}");
    }

    // libc.so is a text file for the linker on many systems, and 32-bit libraries have the same names.
    private string? Accept(string root, string path)
    {
        var resolved = RootedPath.Resolve(_calls, root, path);
        if (_calls.Access(resolved, AccessMode.Exists) != 0 || !ElfFile.TryOpen(_calls, resolved, out var file, out _))
            return null;
        using (file)
            return file!.Header.Machine == HostMachine.Current && file.Header.Is64 ? resolved : null;
    }
}
