using System;
using System.IO;

namespace Borescope.Cli.Lab.Host;

/// <summary>Finds the kernel that the user named, in the cache or, the first time, at the distribution.</summary>
internal static class KernelStore
{
    /// <summary>Resolves a version (6.12) or a path (unpacked package, vmlinuz, .deb).</summary>
    /// <exception cref="LabException">It is not there and cannot be fetched.</exception>
    internal static LabKernel Resolve(string name, Action<string> progress)
    {
        string kernels = Path.Combine(LabCache.Directory(), "kernels");
        Directory.CreateDirectory(kernels);
        if (name.Contains('/', StringComparison.Ordinal) || File.Exists(name) || Directory.Exists(name))
        {
            return FromPath(name, kernels);
        }
        if (name.Length == 0 || !char.IsAsciiDigit(name[0]))
        {
            throw new LabException($"'{name}' is no kernel: give a version such as 6.12 or 6.1, or the path of an unpacked kernel package, a vmlinuz file or a .deb.");
        }
        if (Newest(kernels, name) is { } cached)
        {
            return cached;
        }
        using (LabCache.Lock())
        {
            // Another run may have fetched it while we waited.
            return Newest(kernels, name)
                ?? LabKernel.FromDirectory(new DebianPackages(progress).FetchKernel(name, kernels))
                ?? throw new LabException($"the package fetched for kernel {name} holds no boot/vmlinuz-*.");
        }
    }

    private static LabKernel? Newest(string kernels, string version)
    {
        LabKernel? newest = null;
        foreach (string directory in Directory.GetDirectories(kernels, "linux-image-" + version + "*"))
        {
            if (directory.Contains(".part", StringComparison.Ordinal))
            {
                continue;
            }
            LabKernel? kernel = LabKernel.FromDirectory(directory);
            if (kernel is not null && KernelVersion.IsOf(kernel.Release, version) &&
                (newest is null || KernelVersion.Compare(kernel.Release, newest.Release) > 0))
            {
                newest = kernel;
            }
        }
        return newest;
    }

    private static LabKernel FromPath(string path, string kernels)
    {
        if (Directory.Exists(path))
        {
            return LabKernel.FromDirectory(Path.GetFullPath(path))
                ?? throw new LabException($"{path} holds no boot/vmlinuz-*: it is not an unpacked kernel package.");
        }
        if (!File.Exists(path))
        {
            throw new LabException($"{path} does not exist: give a version such as 6.12, or the path of an unpacked kernel package, a vmlinuz file or a .deb.");
        }
        if (!path.EndsWith(".deb", StringComparison.Ordinal))
        {
            return LabKernel.FromImage(path);
        }
        using (LabCache.Lock())
        {
            string target = Path.Combine(kernels, Path.GetFileNameWithoutExtension(path));
            if (!Directory.Exists(target))
            {
                DebianPackages.Unpack(Path.GetFullPath(path), target);
            }
            return LabKernel.FromDirectory(target) ?? throw new LabException($"{path} holds no boot/vmlinuz-*.");
        }
    }
}
