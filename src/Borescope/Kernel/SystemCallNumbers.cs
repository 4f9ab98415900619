using System;
using System.Runtime.InteropServices;

namespace Borescope.Kernel;

/// <summary>Numbers of the system calls that Borescope makes, one row per architecture.</summary>
internal readonly record struct SystemCallNumbers(
    int Read, int Write, int Close, int MemoryMap, int MemoryUnmap, int IoControl, int ReadAt, int FileControl, int Mount, int EpollCtl,
    int EpollPwait, int OpenAt, int AccessAt, int EpollCreate1, int EventFd2, int PerfEventOpen, int Bpf, int PidFdOpen, int Seek, int ResourceLimit, int UnlinkAt)
{
    private static readonly SystemCallNumbers X64 = new(
        Read: 0, Write: 1, Close: 3, MemoryMap: 9, MemoryUnmap: 11, IoControl: 16, ReadAt: 17, FileControl: 72, Mount: 165, EpollCtl: 233,
        EpollPwait: 281, OpenAt: 257, AccessAt: 269, EpollCreate1: 291, EventFd2: 290, PerfEventOpen: 298, Bpf: 321, PidFdOpen: 434, Seek: 8, ResourceLimit: 302, UnlinkAt: 263);

    private static readonly SystemCallNumbers Arm64 = new(
        Read: 63, Write: 64, Close: 57, MemoryMap: 222, MemoryUnmap: 215, IoControl: 29, ReadAt: 67, FileControl: 25, Mount: 40, EpollCtl: 21,
        EpollPwait: 22, OpenAt: 56, AccessAt: 48, EpollCreate1: 20, EventFd2: 19, PerfEventOpen: 241, Bpf: 280, PidFdOpen: 434, Seek: 62, ResourceLimit: 261, UnlinkAt: 35);

    /// <summary>The row of the running architecture.</summary>
    internal static SystemCallNumbers Current { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => X64,
        Architecture.Arm64 => Arm64,
        var other => throw new PlatformNotSupportedException($"Borescope runs on x86-64 and arm64, not on {other}."),
    };
}
