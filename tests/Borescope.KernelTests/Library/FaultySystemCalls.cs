using System;
using System.Collections.Generic;
using Borescope.Kernel;

namespace Borescope.KernelTests.Library;

/// <summary>
/// The real system calls, of which one chosen by number fails without being made. It keeps account of what was opened and mapped through it, so that
/// what is left over shows, whatever else the process does meanwhile. What only frees something never fails.
/// </summary>
internal sealed unsafe class FaultySystemCalls : ISystemCalls
{
    // Commands whose result is a new descriptor.
    private static readonly HashSet<BpfCommand> Opening =
    [
        BpfCommand.MapCreate, BpfCommand.ProgramLoad, BpfCommand.ObjectGet, BpfCommand.ProgramFdById, BpfCommand.MapFdById, BpfCommand.RawTracepointOpen, BpfCommand.BtfLoad,
        BpfCommand.BtfFdById, BpfCommand.LinkCreate, BpfCommand.LinkFdById, BpfCommand.EnableStats, BpfCommand.IteratorCreate,
    ];

    private readonly ISystemCalls _calls = SystemCalls.Instance;
    private readonly Dictionary<int, string> _open = [];
    private readonly Dictionary<nint, string> _mapped = [];

    private int _failAt;
    private bool _isLasting;

    /// <summary>Calls since <see cref="Restart"/> that could have failed.</summary>
    internal int Count { get; private set; }

    /// <summary>What failed, for messages.</summary>
    internal string Failed { get; private set; } = "";

    /// <summary>What is open or mapped, and descriptors that were closed without being open.</summary>
    internal List<string> Left
    {
        get
        {
            List<string> left = [.. _open.Values, .. _mapped.Values, .. Mistakes];
            left.Sort(StringComparer.Ordinal);
            return left;
        }
    }

    private List<string> Mistakes { get; } = [];

    /// <summary>Begins to count anew.</summary>
    /// <param name="failAt">The call that fails, counted from 1; 0 for none.</param>
    /// <param name="isLasting">Whether later calls of the same kind fail too.</param>
    internal void Restart(int failAt, bool isLasting)
    {
        (_failAt, _isLasting, Count, Failed) = (failAt, isLasting, 0, "");
        Mistakes.Clear();
    }

    public int Bpf(BpfCommand command, void* attributes, uint size)
    {
        if (Fails($"bpf {command}"))
            return -(int)Errno.ENOMEM;
        var result = _calls.Bpf(command, attributes, size);
        return Opening.Contains(command) ? Opened(result, $"bpf {command}") : result;
    }

    public int PerfEventOpen(ref PerfEventAttributes attributes, int pid, int cpu, int groupFd, PerfEventOpenFlags flags) =>
        Fails("perf_event_open") ? -(int)Errno.EMFILE : Opened(_calls.PerfEventOpen(ref attributes, pid, cpu, groupFd, flags), "perf event");

    public int IoControl(int fd, uint request, nint argument) => Fails($"ioctl 0x{request:x}") ? -(int)Errno.ENOMEM : _calls.IoControl(fd, request, argument);

    public nint Map(nuint length, MemoryProtection protection, MemoryMapFlags flags, int fd, long offset, nint address = 0)
    {
        if (Fails("mmap"))
            return -(int)Errno.ENOMEM;
        var place = _calls.Map(length, protection, flags, fd, offset, address);
        if (place.AsErrno() == Errno.None)
            _mapped[place] = $"mapping of {length} bytes";
        return place;
    }

    public int Unmap(nint address, nuint length)
    {
        if (!_mapped.Remove(address))
            Mistakes.Add($"unmapped {length} bytes that were not mapped");
        return _calls.Unmap(address, length);
    }

    public int Open(string path, OpenFlags flags, int mode = 0) => Fails($"open {path}") ? -(int)Errno.EMFILE : Opened(_calls.Open(path, flags, mode), path);

    public long Length(int fd) => Fails("length of a file") ? -(int)Errno.EIO : _calls.Length(fd);

    public int Close(int fd)
    {
        if (!_open.Remove(fd))
            Mistakes.Add($"closed descriptor {fd}, which was not open");
        return _calls.Close(fd);
    }

    public nint Read(int fd, Span<byte> buffer) => Fails("read") ? -(int)Errno.EIO : _calls.Read(fd, buffer);

    public nint ReadAt(int fd, Span<byte> buffer, long position) => Fails("pread") ? -(int)Errno.EIO : _calls.ReadAt(fd, buffer, position);

    public nint Write(int fd, ReadOnlySpan<byte> content) =>
        !content.StartsWith("-:"u8) && Fails("write") ? -(int)Errno.ENOSPC : _calls.Write(fd, content);

    public int DuplicateAbove(int fd, int minimum) => Fails("dup") ? -(int)Errno.EMFILE : Opened(_calls.DuplicateAbove(fd, minimum), "copy of a descriptor");

    public int EpollCreate() => Fails("epoll_create") ? -(int)Errno.EMFILE : Opened(_calls.EpollCreate(), "epoll");

    public int EpollControl(int epoll, EpollOperation operation, int fd, EpollEvents events, ulong token) =>
        Fails($"epoll_ctl {operation}") ? -(int)Errno.ENOMEM : _calls.EpollControl(epoll, operation, fd, events, token);

    public int EpollWait(int epoll, Span<EpollEvent> events, int timeout) => Fails("epoll_wait") ? -(int)Errno.EBADF : _calls.EpollWait(epoll, events, timeout);

    public int EventFd() => Fails("eventfd") ? -(int)Errno.EMFILE : Opened(_calls.EventFd(), "eventfd");

    public int PidFdOpen(int pid) => Fails("pidfd_open") ? -(int)Errno.EMFILE : Opened(_calls.PidFdOpen(pid), "pidfd");

    public int Mount(string source, string target, string fileSystem) => Fails($"mount {target}") ? -(int)Errno.EPERM : _calls.Mount(source, target, fileSystem);

    public int Unlink(string path) => _calls.Unlink(path);

    public int RaiseMemoryLockLimit() => Fails("memory lock limit") ? -(int)Errno.EPERM : _calls.RaiseMemoryLockLimit();

    public int RaiseDescriptorLimit() => Fails("descriptor limit") ? -(int)Errno.EPERM : _calls.RaiseDescriptorLimit();

    public int Access(string path, AccessMode mode) => Fails($"access {path}") ? -(int)Errno.EACCES : _calls.Access(path, mode);

    public string? ReadLink(string path) => Fails($"readlink {path}") ? null : _calls.ReadLink(path);

    public string[]? List(string directory) => Fails($"list {directory}") ? null : _calls.List(directory);

    private bool Fails(string what)
    {
        if (++Count != _failAt)
            return _isLasting && what == Failed;
        Failed = what;
        return true;
    }

    private int Opened(int fd, string what)
    {
        if (fd >= 0)
            _open[fd] = $"{what} (descriptor {fd})";
        return fd;
    }
}
