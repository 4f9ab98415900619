using System;
using Borescope.Elf;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>Finds the separate file that holds the symbols stripped from a program: by build-id, then by <c>.gnu_debuglink</c>.</summary>
/// <remarks>Places and order are gdb's: those of <see cref="DebugFolders"/>; /usr/lib/debug/.build-id/ab/cdef.debug; then beside the file, in .debug/, and below /usr/lib/debug.</remarks>
internal static class DebugFiles
{
    private const string GlobalFolder = "/usr/lib/debug";

    /// <summary>Opens the debug file; null when there is none that belongs to the file.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="file">The stripped file.</param>
    /// <param name="path">Its path inside <paramref name="root"/>.</param>
    /// <param name="root">Prefix of the root in which the file lies.</param>
    internal static ElfFile? TryOpen(ISystemCalls calls, ElfFile file, string path, string root)
    {
        var id = file.BuildId;
        var name = Convert.ToHexStringLower(id);
        var byId = id.Length > 1 ? $"/.build-id/{name[..2]}/{name[2..]}.debug" : null;
        ElfDebugLink? link = file.TryGetDebugLink(out var found) ? found : null;
        var slash = path.LastIndexOf('/');
        var folder = slash < 0 ? "." : path[..slash];
        foreach (var extra in DebugFolders.Extra)
        {
            if (TryExtra(calls, file, extra, folder, byId, link) is { } debug)
                return debug;
        }

        if (byId is not null)
        {
            var place = GlobalFolder + byId;
            if (TryCandidate(calls, file, RootedPath.Resolve(calls, root, place), 0) is { } rooted)
                return rooted;
            if (root.Length > 0 && TryCandidate(calls, file, place, 0) is { } own)
                return own;
        }

        return link is not { } named ? null
            : TryCandidate(calls, file, RootedPath.Resolve(calls, root, $"{folder}/{named.FileName}"), named.Checksum)
            ?? TryCandidate(calls, file, RootedPath.Resolve(calls, root, $"{folder}/.debug/{named.FileName}"), named.Checksum)
            ?? TryCandidate(calls, file, RootedPath.Resolve(calls, root, $"{GlobalFolder}{folder}/{named.FileName}"), named.Checksum);
    }

    private static ElfFile? TryExtra(ISystemCalls calls, ElfFile file, string place, string folder, string? byId, ElfDebugLink? link)
    {
        var debug = byId is null ? null : TryCandidate(calls, file, place + byId, 0);
        if (debug is null && link is { } named)
        {
            debug = TryCandidate(calls, file, $"{place}{folder}/{named.FileName}", named.Checksum)
                ?? TryCandidate(calls, file, $"{place}/{named.FileName}", named.Checksum);
        }

        return debug ?? TryCandidate(calls, file, place, link?.Checksum ?? 0);
    }

    private static ElfFile? TryCandidate(ISystemCalls calls, ElfFile file, string path, uint checksum)
    {
        if (path == file.Path || calls.Access(path, AccessMode.Read) != 0 || !ElfFile.TryOpen(calls, path, out var candidate, out _))
            return null;
        if (candidate!.Header.Machine == file.Header.Machine && candidate.Header.Is64 == file.Header.Is64 && Belongs(file, candidate, checksum))
            return candidate;
        candidate.Dispose();
        return null;
    }

    // Equal build-ids say more than a checksum and cost nothing.
    private static bool Belongs(ElfFile file, ElfFile candidate, uint checksum)
    {
        var id = file.BuildId;
        return !id.IsEmpty && !candidate.BuildId.IsEmpty ? id.SequenceEqual(candidate.BuildId) : Crc32.Compute(candidate.Bytes) == checksum;
    }
}
