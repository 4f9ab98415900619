using System;

namespace Borescope.Kernel;

/// <summary>
/// The one seam between Borescope and Linux. Every method returns the kernel's result, or the negated errno on failure
/// (see <see cref="ErrnoExtensions.AsErrno(nint)"/>); none throws for a kernel error, and none retries.
/// </summary>
/// <remarks>Tests replace it with a fake to reach failure paths; production code uses <see cref="SystemCalls"/>.</remarks>
public unsafe interface ISystemCalls
{
    /// <summary>bpf(2). <paramref name="attributes"/> must be zeroed beyond the filled fields.</summary>
    int Bpf(BpfCommand command, void* attributes, uint size);

    /// <summary>perf_event_open(2).</summary>
    int PerfEventOpen(ref PerfEventAttributes attributes, int pid, int cpu, int groupFd, PerfEventOpenFlags flags);

    /// <summary>ioctl(2) with one word as argument.</summary>
    int IoControl(int fd, uint request, nint argument);

    /// <summary>mmap(2); the address, or the negated errno.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="protection">What may be done with the memory.</param>
    /// <param name="flags">Flags.</param>
    /// <param name="fd">What is mapped; -1 for anonymous memory.</param>
    /// <param name="offset">Where in it, in bytes.</param>
    /// <param name="address">The address to take if it is free; 0 leaves the choice to the kernel.</param>
    nint Map(nuint length, MemoryProtection protection, MemoryMapFlags flags, int fd, long offset, nint address = 0);

    /// <summary>munmap(2).</summary>
    int Unmap(nint address, nuint length);

    /// <summary>openat(2) relative to the working directory.</summary>
    int Open(string path, OpenFlags flags, int mode = 0);

    /// <summary>The length of an open file in bytes; its position returns to the start.</summary>
    long Length(int fd);

    /// <summary>close(2).</summary>
    int Close(int fd);

    /// <summary>read(2).</summary>
    nint Read(int fd, Span<byte> buffer);

    /// <summary>pread(2): reads at an absolute position in bytes.</summary>
    nint ReadAt(int fd, Span<byte> buffer, long position);

    /// <summary>write(2): exactly one call.</summary>
    nint Write(int fd, ReadOnlySpan<byte> content);

    /// <summary>fcntl(F_DUPFD_CLOEXEC): a copy of <paramref name="fd"/> numbered <paramref name="minimum"/> or above.</summary>
    int DuplicateAbove(int fd, int minimum);

    /// <summary>epoll_create1(EPOLL_CLOEXEC).</summary>
    int EpollCreate();

    /// <summary>epoll_ctl(2).</summary>
    int EpollControl(int epoll, EpollOperation operation, int fd, EpollEvents events, ulong token);

    /// <summary>epoll_wait(2); <paramref name="timeout"/> in milliseconds, -1 waits for ever.</summary>
    int EpollWait(int epoll, Span<EpollEvent> events, int timeout);

    /// <summary>eventfd2(2): a close-on-exec, non-blocking counter.</summary>
    int EventFd();

    /// <summary>pidfd_open(2).</summary>
    int PidFdOpen(int pid);

    /// <summary>mount(2) without data.</summary>
    int Mount(string source, string target, string fileSystem);

    /// <summary>unlinkat(2) of a file: removes a pin from the BPF file system.</summary>
    int Unlink(string path);

    /// <summary>prlimit(RLIMIT_MEMLOCK) to no limit, which maps and programs need before 5.11.</summary>
    int RaiseMemoryLockLimit();

    /// <summary>prlimit(RLIMIT_NOFILE): raises the soft limit of open files as far as allowed.</summary>
    int RaiseDescriptorLimit();

    /// <summary>faccessat(2): 0 when <paramref name="path"/> exists and allows the access.</summary>
    int Access(string path, AccessMode mode);

    /// <summary>The target of a symbolic link, or null when it cannot be read.</summary>
    string? ReadLink(string path);

    /// <summary>The entry names of a directory without <c>.</c> and <c>..</c>, or null when it cannot be listed.</summary>
    string[]? List(string directory);
}
