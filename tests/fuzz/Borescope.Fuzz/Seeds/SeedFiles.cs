using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace Borescope.Fuzz.Seeds;

/// <summary>Files of this machine to start from: programs and libraries, the kernel's types, objects that clang builds here.</summary>
/// <param name="objects">A folder with more objects (<c>*.o</c>), null for none.</param>
internal sealed class SeedFiles(string? objects = null)
{
    private const int MaxBytes = 48 << 10;
    private const int MaxBinaries = 24;
    private static readonly string[] Folders = ["/usr/bin", "/usr/sbin", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64"];

    private byte[]? _sample;
    private bool _sampleIsBuilt;

    /// <summary>Small ELF files, the smallest first.</summary>
    internal static IEnumerable<byte[]> Binaries() => Folders.Where(Directory.Exists)
        .SelectMany(static folder => Directory.EnumerateFiles(folder))
        .Select(static path => new FileInfo(path))
        .Where(static file => file is { LinkTarget: null, Exists: true, Length: > 64 and <= MaxBytes })
        .OrderBy(static file => file.Length).ThenBy(static file => file.FullName, StringComparer.Ordinal)
        .Select(static file => Read(file.FullName))
        .Where(static bytes => bytes.AsSpan().StartsWith("\x7f"u8) && bytes.AsSpan(1).StartsWith("ELF"u8))
        .Take(MaxBinaries);

    /// <summary>BPF objects: the sample with one of everything where clang is installed, and those of the folder.</summary>
    internal IEnumerable<byte[]> Objects()
    {
        if (Sample() is { } sample)
            yield return sample;
        if (objects is null || !Directory.Exists(objects))
            yield break;
        foreach (var path in Directory.GetFiles(objects, "*.o").Order(StringComparer.Ordinal))
            yield return Read(path);
    }

    /// <summary>The first types of the running kernel, with as many strings as they need; null without BTF.</summary>
    internal static byte[]? KernelTypes(int bytes)
    {
        const string Path = "/sys/kernel/btf/vmlinux";
        return File.Exists(Path) ? BtfSlice.Of(Read(Path), bytes) : null;
    }

    /// <summary>A C program built here, with options; null without a compiler.</summary>
    internal static byte[]? Compile(string compiler, string text, params string[] options)
    {
        if (!File.Exists("/usr/bin/" + compiler))
            return null;
        var folder = Directory.CreateTempSubdirectory("borescope-fuzz-").FullName;
        try
        {
            var source = Path.Combine(folder, "seed.c");
            File.WriteAllText(source, text);
            using var process = Process.Start(new ProcessStartInfo(compiler, [.. options, source, "-o", source + ".o"]) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? Read(source + ".o") : null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private byte[]? Sample()
    {
        if (_sampleIsBuilt)
            return _sample;
        _sampleIsBuilt = true;
        foreach (var compiler in (ReadOnlySpan<string>)["clang-19", "clang", "clang-14"])
        {
            if (Compile(compiler, Tests.Objects.ObjectSource.Text, "-g", "-O2", "-target", "bpf", "-c") is { } built)
                return _sample = built;
        }

        return null;
    }

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
