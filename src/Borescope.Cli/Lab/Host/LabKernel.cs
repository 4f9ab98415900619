using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Borescope.Cli.Lab.Host;

/// <summary>A kernel that the lab can boot.</summary>
/// <param name="Release">As uname -r prints it.</param>
/// <param name="ImagePath">The vmlinuz file.</param>
/// <param name="ModulesDirectory">lib/modules/RELEASE of the same package, or empty.</param>
internal sealed record LabKernel(string Release, string ImagePath, string ModulesDirectory)
{
    // Everything between the kernel and the host's files; what is built in has no file and needs none.
    private static readonly string[] s_neededModules =
    [
        "virtio", "virtio_ring", "virtio_pci_modern_dev", "virtio_pci_legacy_dev", "virtio_pci", "virtio_console",
        "fuse", "virtiofs", "overlay",
    ];

    /// <summary>The modules that the guest must load before it sees the host's files.</summary>
    internal List<string> BootModules()
    {
        List<string> found = [];
        if (ModulesDirectory.Length == 0)
        {
            return found;
        }
        EnumerationOptions options = new() { RecurseSubdirectories = true, AttributesToSkip = 0 };
        foreach (string path in Directory.EnumerateFiles(Path.Combine(ModulesDirectory, "kernel"), "*.ko*", options))
        {
            string name = Path.GetFileName(path);
            name = name[..name.IndexOf('.', StringComparison.Ordinal)].Replace('-', '_');
            if (Array.IndexOf(s_neededModules, name) >= 0)
            {
                found.Add(path);
            }
        }
        return found;
    }

    /// <summary>The kernel in an unpacked package (boot/vmlinuz-*, lib/modules/*).</summary>
    /// <returns>Null where there is none.</returns>
    internal static LabKernel? FromDirectory(string directory)
    {
        string boot = Path.Combine(directory, "boot");
        if (!Directory.Exists(boot))
        {
            return null;
        }
        foreach (string image in Directory.GetFiles(boot, "vmlinuz-*"))
        {
            return FromImage(image);
        }
        return null;
    }

    /// <summary>The kernel in a vmlinuz file; its modules are looked for beside it and in /lib/modules.</summary>
    internal static LabKernel FromImage(string image)
    {
        string release = ReadRelease(image);
        string? boot = Path.GetDirectoryName(Path.GetFullPath(image));
        foreach (string root in new[] { Path.GetDirectoryName(boot) ?? "/", "/" })
        {
            foreach (string lib in new[] { "lib/modules", "usr/lib/modules" })
            {
                string modules = Path.Combine(root, lib, release);
                if (Directory.Exists(Path.Combine(modules, "kernel")))
                {
                    return new LabKernel(release, Path.GetFullPath(image), modules);
                }
            }
        }
        return new LabKernel(release, Path.GetFullPath(image), "");
    }

    /// <summary>The release in an x86 boot image's header (Documentation/arch/x86/boot.rst, field kernel_version), else in the file's name.</summary>
    private static string ReadRelease(string image)
    {
        const int HeaderMagic = 0x202;
        const int VersionPointer = 0x20E;
        byte[] start = new byte[32 * 1024];
        int length;
        using (FileStream file = File.OpenRead(image))
        {
            length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }
        ReadOnlySpan<byte> bytes = start.AsSpan(0, length);
        if (length > VersionPointer + 2 && bytes.Slice(HeaderMagic, 4).SequenceEqual("HdrS"u8))
        {
            int at = BinaryPrimitives.ReadUInt16LittleEndian(bytes[VersionPointer..]) + 0x200;
            if (at < length)
            {
                int end = bytes[at..].IndexOfAny((byte)0, (byte)' ');
                if (end > 0)
                {
                    return Encoding.ASCII.GetString(bytes.Slice(at, end));
                }
            }
        }
        string name = Path.GetFileName(image);
        int dash = name.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0 && name.StartsWith("vmlinu", StringComparison.Ordinal))
        {
            return name[(dash + 1)..];
        }
        throw new LabException($"{image} is not a Linux boot image (no boot header, and its name does not end in a release).");
    }
}
