using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Tests.Kernel;

/// <summary>A kernel in memory: files by path, answers by delegate, and a record of what was asked and what is still open.</summary>
internal sealed unsafe class FakeSystemCalls : ISystemCalls
{
    private readonly Dictionary<int, (byte[] Content, int Position, string Path)> _open = [];
    private int _next = 10;

    internal delegate int BpfAnswer(BpfCommand command, byte* attributes, uint size);

    internal delegate int PerfAnswer(ref PerfEventAttributes attributes, int pid, int cpu);

    internal delegate Errno WriteAnswer(string path, string text);

    internal Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, Errno> Failures { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, string> Links { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that never end: blank lines.</summary>
    internal HashSet<string> Endless { get; } = new(StringComparer.Ordinal);

    internal long BytesRead { get; private set; }

    internal List<string> Log { get; } = [];

    internal HashSet<int> Descriptors { get; } = [];

    internal int ReadLimit { get; set; } = int.MaxValue;

    internal int Interruptions { get; set; }

    internal BpfAnswer OnBpf { get; set; } = static (_, _, _) => -(int)Errno.ENOSYS;

    internal PerfAnswer OnPerf { get; set; } = static (ref _, _, _) => -(int)Errno.ENOSYS;

    internal WriteAnswer OnWrite { get; set; } = static (_, _) => Errno.None;

    internal Func<string, Errno> OnMount { get; set; } = static _ => Errno.EPERM;

    internal Func<uint, Errno> OnIoControl { get; set; } = static _ => Errno.None;

    internal Errno MemoryLock { get; set; } = Errno.EPERM;

    internal int Make()
    {
        var fd = _next++;
        Descriptors.Add(fd);
        return fd;
    }

    public int Bpf(BpfCommand command, void* attributes, uint size)
    {
        Log.Add($"bpf {command}");
        return OnBpf(command, (byte*)attributes, size);
    }

    public int PerfEventOpen(ref PerfEventAttributes attributes, int pid, int cpu, int groupFd, PerfEventOpenFlags flags)
    {
        Log.Add($"perf type {attributes.Type} pid {pid} cpu {cpu}");
        Assert.Equal(PerfEventOpenFlags.CloseOnExec, flags);
        Assert.Equal((uint)PerfEventAttributes.StructSize, attributes.Size);
        return OnPerf(ref attributes, pid, cpu);
    }

    public int IoControl(int fd, uint request, nint argument)
    {
        Assert.Contains(fd, Descriptors);
        Log.Add($"ioctl 0x{request:x}");
        return -(int)OnIoControl(request);
    }

    public nint Map(nuint length, MemoryProtection protection, MemoryMapFlags flags, int fd, long offset, nint address = 0) => -(int)Errno.ENODEV;

    public int Unmap(nint address, nuint length) => 0;

    public int Open(string path, OpenFlags flags, int mode = 0)
    {
        if (Failures.TryGetValue(path, out var failure))
            return -(int)failure;
        if (!Files.TryGetValue(path, out var content) && !Endless.Contains(path))
            return -(int)Errno.ENOENT;
        Assert.True((flags & OpenFlags.CloseOnExec) != 0, path);
        Assert.Equal(OpenFlags.ReadOnly, flags & OpenFlags.Truncate);
        var fd = Make();
        _open.Add(fd, (Encoding.Latin1.GetBytes(content ?? ""), 0, path));
        return fd;
    }

    public long Length(int fd) => _open[fd].Content.Length;

    public int Close(int fd)
    {
        Assert.True(Descriptors.Remove(fd), $"descriptor {fd} is closed twice");
        Log.Add($"close {fd}");
        _open.Remove(fd);
        return 0;
    }

    public nint Read(int fd, Span<byte> buffer)
    {
        if (Interruptions-- > 0)
            return -(int)Errno.EINTR;
        var (content, position, path) = _open[fd];
        if (Endless.Contains(path))
        {
            buffer.Fill((byte)'\n');
            BytesRead += buffer.Length;
            return buffer.Length;
        }

        var count = Math.Min(Math.Min(buffer.Length, ReadLimit), content.Length - position);
        content.AsSpan(position, count).CopyTo(buffer);
        _open[fd] = (content, position + count, path);
        return count;
    }

    public nint ReadAt(int fd, Span<byte> buffer, long position) => -(int)Errno.ESPIPE;

    public nint Write(int fd, ReadOnlySpan<byte> content)
    {
        var text = Encoding.UTF8.GetString(content);
        Log.Add($"write {_open[fd].Path} {text}");
        var error = OnWrite(_open[fd].Path, text);
        return error == Errno.None ? content.Length : -(int)error;
    }

    public int DuplicateAbove(int fd, int minimum) => Make();

    public int EpollCreate() => Make();

    public int EpollControl(int epoll, EpollOperation operation, int fd, EpollEvents events, ulong token) => 0;

    public int EpollWait(int epoll, Span<EpollEvent> events, int timeout) => 0;

    public int EventFd() => Make();

    public int PidFdOpen(int pid) => -(int)Errno.ENOSYS;

    public int Mount(string source, string target, string fileSystem)
    {
        Log.Add($"mount {fileSystem} {target}");
        return -(int)OnMount(fileSystem);
    }

    public int Unlink(string path)
    {
        Log.Add($"unlink {path}");
        return Files.Remove(path) ? 0 : -(int)Errno.ENOENT;
    }

    public int RaiseMemoryLockLimit()
    {
        Log.Add("memlock");
        return -(int)MemoryLock;
    }

    public int RaiseDescriptorLimit()
    {
        Log.Add("descriptors");
        return 0;
    }

    public int Access(string path, AccessMode mode)
    {
        if (Failures.TryGetValue(path, out var failure))
            return -(int)failure;
        if (Files.ContainsKey(path))
            return 0;
        foreach (var file in Files.Keys)
        {
            if (file.StartsWith(path + "/", StringComparison.Ordinal))
                return 0;
        }

        return -(int)Errno.ENOENT;
    }

    public string? ReadLink(string path) => Links.GetValueOrDefault(path);

    public string[]? List(string directory)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var file in Files.Keys)
        {
            if (file.StartsWith(directory + "/", StringComparison.Ordinal))
                names.Add(file[(directory.Length + 1)..].Split('/')[0]);
        }

        return names.Count == 0 ? null : [.. names];
    }
}
