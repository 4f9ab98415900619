using System;
using Borescope.Elf;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>Finds the separate file that holds the symbols stripped from a program: by build-id, then by <c>.gnu_debuglink</c>.</summary>
/// <remarks>Places and order are gdb's: /usr/lib/debug/.build-id/ab/cdef.debug; then beside the file, in .debug/, and below /usr/lib/debug.</remarks>
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
        if (id.Length > 1)
        {
            var name = Convert.ToHexStringLower(id);
            var place = $"{GlobalFolder}/.build-id/{name[..2]}/{name[2..]}.debug";
            if (TryCandidate(calls, file, RootedPath.Resolve(calls, root, place), 0) is { } found)
                return found;
            if (root.Length > 0 && TryCandidate(calls, file, place, 0) is { } own)
                return own;
        }

        if (!file.TryGetDebugLink(out var link))
            return null;
        var slash = path.LastIndexOf('/');
        var folder = slash < 0 ? "." : path[..slash];
        return TryCandidate(calls, file, RootedPath.Resolve(calls, root, $"{folder}/{link.FileName}"), link.Checksum)
            ?? TryCandidate(calls, file, RootedPath.Resolve(calls, root, $"{folder}/.debug/{link.FileName}"), link.Checksum)
            ?? TryCandidate(calls, file, RootedPath.Resolve(calls, root, $"{GlobalFolder}{folder}/{link.FileName}"), link.Checksum);
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
