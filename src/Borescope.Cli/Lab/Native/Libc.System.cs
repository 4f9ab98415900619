using System.Runtime.InteropServices;

namespace Borescope.Cli.Lab.Native;

/// <summary>What only the first process of a machine does: mounts, modules, reboot.</summary>
internal static unsafe partial class Libc
{
    internal const nuint MountReadOnly = 1;
    internal const nuint MountBind = 4096;
    internal const nuint MountMove = 8192;

    /// <summary>MODULE_INIT_COMPRESSED_FILE (Linux 5.17, needs CONFIG_MODULE_DECOMPRESS).</summary>
    internal const int ModuleCompressed = 4;

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Mount(string source, string target, string? type, nuint flags, string? options);

    [LibraryImport("libc", EntryPoint = "chroot", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ChangeRoot(string path);

    [LibraryImport("libc", EntryPoint = "chdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ChangeDirectory(string path);

    [LibraryImport("libc", EntryPoint = "sync")]
    internal static partial void Sync();

    [LibraryImport("libc", EntryPoint = "reboot", SetLastError = true)]
    internal static partial int Reboot(int command);

    [LibraryImport("libc", EntryPoint = "sethostname", SetLastError = true)]
    internal static partial int SetHostName(byte* name, nuint length);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint LoadModule(nint number, int descriptor, string arguments, int flags);
}
