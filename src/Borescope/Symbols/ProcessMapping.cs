namespace Borescope.Symbols;

/// <summary>One executable mapping of a process.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">Address behind the last.</param>
/// <param name="FileOffset">Offset in the file of the first address, in bytes.</param>
/// <param name="Device">Major number shifted left by 32, or-ed with the minor number; 0 without a file.</param>
/// <param name="Inode">Inode number, 0 without a file.</param>
/// <param name="Path">Path in the process's mount namespace, a name in brackets (<c>[vdso]</c>), or empty.</param>
public readonly record struct ProcessMapping(ulong Start, ulong End, ulong FileOffset, ulong Device, ulong Inode, string Path)
{
    private const string Deleted = " (deleted)";

    /// <summary>Whether a file on disk is behind it, rather than memory that a program filled with code (JIT compilers).</summary>
    /// <remarks>.NET maps its compiled code from a memory file, <c>memfd:doublemapper</c>; that is no file to read symbols from.</remarks>
    public bool IsFile => Inode != 0 && Path.StartsWith('/') && !Path.StartsWith("/memfd:", System.StringComparison.Ordinal)
        && !Path.StartsWith("/dev/zero", System.StringComparison.Ordinal) && !Path.StartsWith("/SYSV", System.StringComparison.Ordinal);

    /// <summary>The vdso: functions that the kernel maps into every process.</summary>
    public bool IsVdso => Path == "[vdso]";

    /// <summary>Whether the file was removed or replaced after it was mapped.</summary>
    public bool IsDeleted => Path is not null && Path.EndsWith(Deleted, System.StringComparison.Ordinal);

    /// <summary>The path without the kernel's remark that the file is gone.</summary>
    public string FilePath => IsDeleted ? Path[..^Deleted.Length] : Path;
}
