using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Borescope.Kernel;

/// <summary>The real <see cref="ISystemCalls"/>: everything goes through libc's <c>syscall</c>, so there is one import and no native dependency.</summary>
public sealed unsafe partial class SystemCalls : ISystemCalls
{
    private const int AtWorkingDirectory = -100;
    private const int DuplicateCloseOnExec = 1030;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int MaxPathBytes = 4096;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int EpollEventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly SystemCallNumbers _numbers = SystemCallNumbers.Current;

    private SystemCalls()
    {
    }

    /// <summary>The one instance; it has no state.</summary>
    public static SystemCalls Instance { get; } = new();

    /// <inheritdoc/>
    public int Bpf(BpfCommand command, void* attributes, uint size) =>
        (int)Call(_numbers.Bpf, (nint)command, (nint)attributes, (nint)size);

    /// <inheritdoc/>
    public int PerfEventOpen(ref PerfEventAttributes attributes, int pid, int cpu, int groupFd, PerfEventOpenFlags flags)
    {
        fixed (PerfEventAttributes* pointer = &attributes)
            return (int)Call(_numbers.PerfEventOpen, (nint)pointer, pid, cpu, groupFd, (nint)flags);
    }

    /// <inheritdoc/>
    public int IoControl(int fd, uint request, nint argument) => (int)Call(_numbers.IoControl, fd, (nint)request, argument);

    /// <inheritdoc/>
    public nint Map(nuint length, MemoryProtection protection, MemoryMapFlags flags, int fd, long offset, nint address = 0) =>
        Call(_numbers.MemoryMap, address, (nint)length, (nint)protection, (nint)flags, fd, (nint)offset);

    /// <inheritdoc/>
    public int Unmap(nint address, nuint length) => (int)Call(_numbers.MemoryUnmap, address, (nint)length);

    /// <inheritdoc/>
    public int Open(string path, OpenFlags flags, int mode = 0)
    {
        var buffer = stackalloc byte[MaxPathBytes];
        if (!TryTerminate(path, buffer))
            return -(int)Errno.ENAMETOOLONG;
        return (int)Call(_numbers.OpenAt, AtWorkingDirectory, (nint)buffer, (nint)flags, mode);
    }

    /// <inheritdoc/>
    public int Unlink(string path)
    {
        var buffer = stackalloc byte[MaxPathBytes];
        if (!TryTerminate(path, buffer))
            return -(int)Errno.ENAMETOOLONG;
        return (int)Call(_numbers.UnlinkAt, AtWorkingDirectory, (nint)buffer, 0);
    }

    /// <inheritdoc/>
    public long Length(int fd)
    {
        const int SeekSet = 0;
        const int SeekEnd = 2;
        var end = Call(_numbers.Seek, fd, 0, SeekEnd);
        return end < 0 ? end : Call(_numbers.Seek, fd, 0, SeekSet) is var error and < 0 ? error : end;
    }

    /// <inheritdoc/>
    public int Close(int fd) => (int)Call(_numbers.Close, fd);

    /// <inheritdoc/>
    public nint Read(int fd, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
            return Call(_numbers.Read, fd, (nint)pointer, buffer.Length);
    }

    /// <inheritdoc/>
    public nint ReadAt(int fd, Span<byte> buffer, long position)
    {
        fixed (byte* pointer = buffer)
            return Call(_numbers.ReadAt, fd, (nint)pointer, buffer.Length, (nint)position);
    }

    /// <inheritdoc/>
    public nint Write(int fd, ReadOnlySpan<byte> content)
    {
        fixed (byte* pointer = content)
            return Call(_numbers.Write, fd, (nint)pointer, content.Length);
    }

    /// <inheritdoc/>
    public int DuplicateAbove(int fd, int minimum) => (int)Call(_numbers.FileControl, fd, DuplicateCloseOnExec, minimum);

    /// <inheritdoc/>
    public int EpollCreate() => (int)Call(_numbers.EpollCreate1, CloseOnExec);

    /// <inheritdoc/>
    public int EpollControl(int epoll, EpollOperation operation, int fd, EpollEvents events, ulong token)
    {
        var pointer = stackalloc byte[16];
        new Span<byte>(pointer, 16).Clear();
        *(uint*)pointer = (uint)events;
        *(ulong*)(pointer + EpollEventSize - 8) = token;
        return (int)Call(_numbers.EpollCtl, epoll, (nint)operation, fd, (nint)pointer);
    }

    /// <inheritdoc/>
    public int EpollWait(int epoll, Span<EpollEvent> events, int timeout)
    {
        const int Limit = 64;
        var capacity = Math.Min(events.Length, Limit);
        var raw = stackalloc byte[Limit * 16];
        var count = (int)Call(_numbers.EpollPwait, epoll, (nint)raw, capacity, timeout, 0, 8);
        for (var index = 0; index < count; index++)
        {
            var entry = raw + (index * EpollEventSize);
            events[index] = new EpollEvent((EpollEvents)(*(uint*)entry), *(ulong*)(entry + EpollEventSize - 8));
        }

        return count;
    }

    /// <inheritdoc/>
    public int EventFd() => (int)Call(_numbers.EventFd2, 0, CloseOnExec | NonBlocking);

    /// <inheritdoc/>
    public int PidFdOpen(int pid) => (int)Call(_numbers.PidFdOpen, pid, 0);

    /// <inheritdoc/>
    public int Mount(string source, string target, string fileSystem)
    {
        var sourceBytes = stackalloc byte[MaxPathBytes];
        var targetBytes = stackalloc byte[MaxPathBytes];
        var typeBytes = stackalloc byte[MaxPathBytes];
        if (!TryTerminate(source, sourceBytes) || !TryTerminate(target, targetBytes) || !TryTerminate(fileSystem, typeBytes))
            return -(int)Errno.ENAMETOOLONG;
        return (int)Call(_numbers.Mount, (nint)sourceBytes, (nint)targetBytes, (nint)typeBytes, 0, 0);
    }

    /// <inheritdoc/>
    public int RaiseMemoryLockLimit()
    {
        const int MemoryLock = 8;
        var limits = stackalloc ulong[2] { ulong.MaxValue, ulong.MaxValue };
        return (int)Call(_numbers.ResourceLimit, 0, MemoryLock, (nint)limits, 0);
    }

    /// <inheritdoc/>
    public int RaiseDescriptorLimit()
    {
        const int OpenFiles = 7;
        const ulong Enough = 65536;
        var limits = stackalloc ulong[2] { 0, 0 };
        var result = (int)Call(_numbers.ResourceLimit, 0, OpenFiles, 0, (nint)limits);
        if (result < 0 || limits[0] >= Enough)
            return result;

        // With CAP_SYS_RESOURCE the hard limit moves too.
        var wanted = stackalloc ulong[2] { Enough, Math.Max(limits[1], Enough) };
        if (Call(_numbers.ResourceLimit, 0, OpenFiles, (nint)wanted, 0) >= 0)
            return 0;
        limits[0] = limits[1];
        return (int)Call(_numbers.ResourceLimit, 0, OpenFiles, (nint)limits, 0);
    }

    /// <inheritdoc/>
    public int Access(string path, AccessMode mode)
    {
        var buffer = stackalloc byte[MaxPathBytes];
        if (!TryTerminate(path, buffer))
            return -(int)Errno.ENAMETOOLONG;
        return (int)Call(_numbers.AccessAt, AtWorkingDirectory, (nint)buffer, (nint)mode);
    }

    /// <inheritdoc/>
    public string? ReadLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public string[]? List(string directory)
    {
        try
        {
            var names = new List<string>();
            foreach (var entry in Directory.EnumerateFileSystemEntries(directory))
                names.Add(Path.GetFileName(entry));
            return [.. names];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static bool TryTerminate(string text, byte* buffer)
    {
        if (text.Contains('\0') || !Encoding.UTF8.TryGetBytes(text, new Span<byte>(buffer, MaxPathBytes - 1), out var length))
            return false;
        buffer[length] = 0;
        return true;
    }

    private static nint Call(nint number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0)
    {
        var result = LibcSystemCall(number, a, b, c, d, e, f);
        return result == -1 ? -Marshal.GetLastPInvokeError() : result;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint LibcSystemCall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);
}
