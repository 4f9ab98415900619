using System;
using System.IO;
using Borescope.Cli.Lab.Native;
using Borescope.Script.Runtime;

namespace Borescope.Cli.Lab.Host;

/// <summary>Where the lab keeps kernels between runs.</summary>
internal static class LabCache
{
    private const int LockExclusive = 2;

    /// <summary>$BORESCOPE_CACHE, else $XDG_CACHE_HOME/borescope, else ~/.cache/borescope; below it lab/.</summary>
    internal static string Directory()
    {
        string? chosen = Environment.GetEnvironmentVariable("BORESCOPE_CACHE");
        string? xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string? home = Environment.GetEnvironmentVariable("HOME");
        string root = !string.IsNullOrEmpty(chosen) ? Path.GetFullPath(chosen)
            : xdg is { Length: > 0 } && xdg[0] == '/' ? Path.Combine(xdg, "borescope")
            : !string.IsNullOrEmpty(home) && home != "/" ? Path.Combine(home, ".cache", "borescope")
            : "/var/tmp/borescope-" + Libc.EffectiveUser();
        string directory = Path.Combine(root, "lab");
        try
        {
            System.IO.Directory.CreateDirectory(directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"the cache directory {directory} cannot be created ({ScriptFile.Problem(error, directory)}); set BORESCOPE_CACHE to a writable directory.", error);
        }
        return directory;
    }

    /// <summary>Holds the cache for one process at a time until disposed.</summary>
    internal static IDisposable Lock()
    {
        string path = Path.Combine(Directory(), "lock");
        int descriptor = Libc.Open(path, Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenCloseOnExec, 0x1A4 /* 0644 */);
        if (descriptor < 0 || Libc.Lock(descriptor, LockExclusive) != 0)
        {
            throw new LabException($"the cache's lock {path} cannot be taken: {Descriptor.Failure("flock").Message}");
        }
        return new HeldLock(descriptor);
    }

    private sealed class HeldLock(int descriptor) : IDisposable
    {
        public void Dispose() => _ = Libc.Close(descriptor);
    }
}
