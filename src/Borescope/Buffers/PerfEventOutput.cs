using System;
using System.Runtime.InteropServices;
using Borescope.Kernel;
using Borescope.Maps;

namespace Borescope.Buffers;

/// <summary>A perf event that programs write to on one CPU, with its memory.</summary>
internal sealed unsafe class PerfEventOutput : IDisposable
{
    private const int ContentOffsetOffset = 1040;
    private const int ContentSizeOffset = 1048;
    private const ulong SampleRaw = 1 << 10;

    private readonly KernelHandle _handle;
    private readonly MappedMemory _memory;
    private readonly ISystemCalls _calls;

    private PerfEventOutput(int cpu, ISystemCalls calls, KernelHandle handle, MappedMemory memory, int page)
    {
        Cpu = cpu;
        _calls = calls;
        _handle = handle;
        _memory = memory;
        var offset = *(ulong*)(memory.Pointer + ContentOffsetOffset);
        var size = *(ulong*)(memory.Pointer + ContentSizeOffset);

        // Kernels before 4.1 leave both zero.
        Content = memory.Pointer + (offset == 0 ? (ulong)page : offset);
        Mask = (size == 0 ? (ulong)(memory.Length - page) : size) - 1;
    }

    internal int Cpu { get; }

    internal int Descriptor => _handle.Descriptor;

    internal byte* Content { get; }

    internal ulong Mask { get; }

    internal ulong* Head => (ulong*)(_memory.Pointer + 1024);

    internal ulong* Tail => (ulong*)(_memory.Pointer + 1032);

    internal static void Check(BpfMap map, int pages)
    {
        map.Require("a perf event array", BpfMapType.PerfEventArray);
        if (pages <= 0 || (pages & (pages - 1)) != 0)
            throw new ArgumentOutOfRangeException(nameof(pages), pages, "the number of pages must be a power of two");
    }

    /// <summary>Opens the event, maps it, and puts it into the map; false when the CPU went offline meanwhile.</summary>
    internal static bool TryOpen(BpfMap map, int cpu, int pages, int wakeupEvents, bool isOverwritable, out PerfEventOutput? output)
    {
        output = null;
        var calls = map.Calls;
        var attributes = new PerfEventAttributes
        {
            Type = (uint)PerfEventType.Software,
            Size = PerfEventAttributes.StructSize,
            Config = (ulong)PerfSoftwareEvent.BpfOutput,
            SamplePeriod = 1,
            SampleType = SampleRaw,
            WakeupEvents = (uint)wakeupEvents,
            Flags = isOverwritable ? PerfEventFlags.WriteBackward : PerfEventFlags.None,
        };
        var fd = calls.PerfEventOpen(ref attributes, -1, cpu, -1, PerfEventOpenFlags.CloseOnExec);
        if (fd.AsErrno() == Errno.ENODEV)
            return false;
        if (fd < 0)
            throw new BpfException(fd.AsErrno(), KernelOperation.PerfEventOpen, $"the perf buffer of CPU {cpu}");
        var handle = KernelHandle.Own(calls, fd);
        MappedMemory? memory = null;
        try
        {
            var page = Environment.SystemPageSize;

            // A buffer that cannot be written by its reader is one that the kernel overwrites.
            var protection = isOverwritable ? MemoryProtection.Read : MemoryProtection.Read | MemoryProtection.Write;
            var error = MappedMemory.TryMap(calls, handle.Descriptor, (pages + 1) * page, 0, protection, MemoryMapFlags.Shared, out memory);
            if (error != Errno.None)
            {
                throw new BpfException(
                    error, KernelOperation.MemoryMap, $"the perf buffer of CPU {cpu}",
                    error == Errno.EPERM ? "the buffers exceed kernel.perf_event_mlock_kb; use fewer pages" : null);
            }

            var descriptor = handle.Descriptor;
            map.Update(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in cpu)), MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in descriptor)));
            output = new PerfEventOutput(cpu, calls, handle, memory!, page);
            output.Control(PerfIoControl.Enable, 0);
            return true;
        }
        catch
        {
            output = null;
            memory?.Dispose();
            handle.Dispose();
            throw;
        }
    }

    /// <summary>An ioctl on the event.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal void Control(uint request, nint argument)
    {
        var error = _calls.IoControl(Descriptor, request, argument).AsErrno();
        if (error != Errno.None)
            throw new BpfException(error, KernelOperation.PerfEnable, $"the perf buffer of CPU {Cpu}");
    }

    /// <summary>The bytes of a record that may go over the end of the buffer.</summary>
    internal ReadOnlySpan<byte> Join(ulong position, int size, ref byte[] room)
    {
        var start = (int)(position & Mask);
        var untilEnd = (int)(Mask + 1) - start;
        if (size <= untilEnd)
            return new ReadOnlySpan<byte>(Content + start, size);
        if (room.Length < size)
            room = new byte[ushort.MaxValue];
        new ReadOnlySpan<byte>(Content + start, untilEnd).CopyTo(room);
        new ReadOnlySpan<byte>(Content, size - untilEnd).CopyTo(room.AsSpan(untilEnd));
        return room.AsSpan(0, size);
    }

    public void Dispose()
    {
        _memory.Dispose();
        _handle.Dispose();
    }
}
