using System;
using System.IO;

namespace Borescope.Fuzz.Targets;

/// <summary>A file for readers that want a path, in memory where the system has a place for that; gone when disposed.</summary>
internal sealed class MemoryFile : IDisposable
{
    private static readonly string Folder = Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath();

    internal MemoryFile(ReadOnlySpan<byte> content) => File.WriteAllBytes(Path, content);

    internal string Path { get; } = System.IO.Path.Combine(Folder, $"borescope-fuzz-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");

    internal void Append(ReadOnlySpan<byte> content)
    {
        using var stream = File.Open(Path, FileMode.Append);
        stream.Write(content);
    }

    public void Dispose() => File.Delete(Path);
}
