using System;

namespace Borescope.Script.Headers;

/// <summary>Names of headers that are the kernel's.</summary>
internal static class KernelHeaderNames
{
    private static readonly string[] Folders =
    [
        "linux/", "net/", "asm/", "asm-generic/", "uapi/", "trace/", "generated/", "crypto/", "scsi/", "sound/", "drm/", "rdma/", "xen/", "kvm/", "vdso/", "media/",
    ];

    /// <summary>Whether a header is the kernel's by its name.</summary>
    public static bool Contains(string name) => Array.Exists(Folders, folder => name.StartsWith(folder, StringComparison.Ordinal));
}
