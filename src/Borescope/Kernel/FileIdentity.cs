using System.Runtime.InteropServices;

namespace Borescope.Kernel;

/// <summary>Which file a path names, whatever its other names: device and inode.</summary>
/// <param name="Device">Device number as the kernel holds it: major &lt;&lt; 20 | minor.</param>
/// <param name="Inode">Inode number.</param>
public readonly partial record struct FileIdentity(ulong Device, ulong Inode)
{
    private const int AtWorkingDirectory = -100;
    private const uint WantInode = 0x100;

    /// <summary>Asks for a file's identity, following links; null when the file cannot be reached.</summary>
    public static unsafe FileIdentity? Of(string path)
    {
        // struct statx is 256 bytes on every architecture: inode at 32, device major and minor at 136 and 140.
        byte* buffer = stackalloc byte[256];
        if (StatExtended(AtWorkingDirectory, path, 0, WantInode, buffer) != 0)
            return null;
        ulong major = *(uint*)(buffer + 136);
        uint minor = *(uint*)(buffer + 140);
        return new FileIdentity((major << 20) | minor, *(ulong*)(buffer + 32));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatExtended(int directory, string path, int flags, uint mask, byte* buffer);
}
