using System.Collections.Generic;

namespace Borescope.Symbols;

/// <summary>Where separate debug files are looked for beside the usual places; for the whole process, like gdb's <c>debug-file-directory</c>.</summary>
public static class DebugFolders
{
    /// <summary>
    /// Folders laid out like <c>/usr/lib/debug</c> (by build-id or by path) or holding debug files by name, and single debug files. They come first; a file counts
    /// only when its build-id, or the checksum of the debug link, is the program's.
    /// </summary>
    public static IReadOnlyList<string> Extra { get; set; } = [];
}
