using System;

namespace Borescope.Kernel;

/// <summary>Flags of openat(2); values of the generic (x86, arm64) ABI.</summary>
[Flags]
public enum OpenFlags
{
    /// <summary>O_RDONLY.</summary>
    ReadOnly = 0,

    /// <summary>O_WRONLY.</summary>
    WriteOnly = 1,

    /// <summary>O_RDWR.</summary>
    ReadWrite = 2,

    /// <summary>O_CREAT.</summary>
    Create = 0x40,

    /// <summary>O_TRUNC: never for tracefs event files, it deletes everybody's events.</summary>
    Truncate = 0x200,

    /// <summary>O_APPEND.</summary>
    Append = 0x400,

    /// <summary>O_NONBLOCK.</summary>
    NonBlocking = 0x800,

    /// <summary>O_CLOEXEC.</summary>
    CloseOnExec = 0x80000,
}

/// <summary>Page protection of mmap(2).</summary>
[Flags]
public enum MemoryProtection
{
    /// <summary>PROT_NONE.</summary>
    None = 0,

    /// <summary>PROT_READ.</summary>
    Read = 1,

    /// <summary>PROT_WRITE.</summary>
    Write = 2,
}

/// <summary>Flags of mmap(2).</summary>
[Flags]
public enum MemoryMapFlags
{
    /// <summary>MAP_SHARED.</summary>
    Shared = 1,

    /// <summary>MAP_PRIVATE.</summary>
    Private = 2,

    /// <summary>MAP_ANONYMOUS.</summary>
    Anonymous = 0x20,

    /// <summary>MAP_NORESERVE: no swap space is set aside; pages count when they are touched.</summary>
    NoReserve = 0x4000,

    /// <summary>MAP_POPULATE: fault all pages in at once.</summary>
    Populate = 0x8000,
}

/// <summary>Access asked of faccessat(2).</summary>
[Flags]
public enum AccessMode
{
    /// <summary>F_OK: the file exists.</summary>
    Exists = 0,

    /// <summary>X_OK.</summary>
    Execute = 1,

    /// <summary>W_OK.</summary>
    Write = 2,

    /// <summary>R_OK.</summary>
    Read = 4,
}

/// <summary>Operation of epoll_ctl(2).</summary>
public enum EpollOperation
{
    /// <summary>EPOLL_CTL_ADD.</summary>
    Add = 1,

    /// <summary>EPOLL_CTL_DEL.</summary>
    Delete = 2,

    /// <summary>EPOLL_CTL_MOD.</summary>
    Modify = 3,
}

/// <summary>Event bits of epoll.</summary>
[Flags]
public enum EpollEvents : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>EPOLLIN: readable.</summary>
    Readable = 1,

    /// <summary>EPOLLERR.</summary>
    Error = 8,

    /// <summary>EPOLLHUP: the other side hung up.</summary>
    HangUp = 0x10,

    /// <summary>EPOLLONESHOT: after one event the descriptor is silent until it is armed again.</summary>
    OneShot = 1u << 30,
}

/// <summary>One event returned by epoll, independent of the architecture's packing.</summary>
/// <param name="Events">What happened.</param>
/// <param name="Token">The value given when the descriptor was added.</param>
public readonly record struct EpollEvent(EpollEvents Events, ulong Token);

/// <summary>Flags of perf_event_open(2).</summary>
[Flags]
public enum PerfEventOpenFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>PERF_FLAG_FD_CLOEXEC: perf descriptors, unlike bpf ones, are not close-on-exec by default.</summary>
    CloseOnExec = 8,
}
