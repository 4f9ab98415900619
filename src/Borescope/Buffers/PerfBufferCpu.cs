using System;
using System.Runtime.InteropServices;
using System.Threading;
using Borescope.Kernel;
using Borescope.Maps;

namespace Borescope.Buffers;

/// <summary>The perf buffer of one CPU.</summary>
internal sealed unsafe class PerfBufferCpu : IDisposable
{
    private const int HeadOffset = 1024;
    private const int TailOffset = 1032;
    private const int ContentOffsetOffset = 1040;
    private const int ContentSizeOffset = 1048;
    private const int HeaderBytes = 8;
    private const uint LostRecord = 2;
    private const uint SampleRecord = 9;
    private const ulong SampleRaw = 1 << 10;

    private readonly KernelHandle _handle;
    private readonly MappedMemory _memory;
    private readonly byte* _content;
    private readonly ulong _mask;
    private byte[] _joined = new byte[4096];

    private PerfBufferCpu(int cpu, KernelHandle handle, MappedMemory memory, int page)
    {
        Cpu = cpu;
        _handle = handle;
        _memory = memory;
        var offset = *(ulong*)(memory.Pointer + ContentOffsetOffset);
        var size = *(ulong*)(memory.Pointer + ContentSizeOffset);

        // Kernels before 4.1 leave both zero.
        _content = memory.Pointer + (offset == 0 ? (ulong)page : offset);
        _mask = (size == 0 ? (ulong)(memory.Length - page) : size) - 1;
    }

    internal int Cpu { get; }

    internal int Descriptor => _handle.Descriptor;

    internal bool HasRecords => Volatile.Read(ref *Head) != *Tail;

    private ulong* Head => (ulong*)(_memory.Pointer + HeadOffset);

    private ulong* Tail => (ulong*)(_memory.Pointer + TailOffset);

    public void Dispose()
    {
        _memory.Dispose();
        _handle.Dispose();
    }

    /// <summary>Opens the buffer; false when the CPU went offline meanwhile.</summary>
    internal static bool TryOpen(BpfMap map, int cpu, int pages, out PerfBufferCpu? buffer)
    {
        buffer = null;
        var calls = map.Calls;
        var attributes = new PerfEventAttributes
        {
            Type = (uint)PerfEventType.Software,
            Size = PerfEventAttributes.StructSize,
            Config = (ulong)PerfSoftwareEvent.BpfOutput,
            SamplePeriod = 1,
            SampleType = SampleRaw,
            WakeupEvents = 1,
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
            var error = MappedMemory.TryMap(
                calls, handle.Descriptor, (pages + 1) * page, 0, MemoryProtection.Read | MemoryProtection.Write, MemoryMapFlags.Shared, out memory);
            if (error != Errno.None)
            {
                throw new BpfException(
                    error, KernelOperation.MemoryMap, $"the perf buffer of CPU {cpu}",
                    error == Errno.EPERM ? "the buffers exceed kernel.perf_event_mlock_kb; use fewer pages" : null);
            }

            int descriptor = handle.Descriptor;
            map.Update(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in cpu)), MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in descriptor)));
            error = calls.IoControl(handle.Descriptor, PerfIoControl.Enable, 0).AsErrno();
            if (error != Errno.None)
                throw new BpfException(error, KernelOperation.PerfEnable, $"the perf buffer of CPU {cpu}");
            buffer = new PerfBufferCpu(cpu, handle, memory!, page);
            return true;
        }
        catch
        {
            memory?.Dispose();
            handle.Dispose();
            throw;
        }
    }

    internal int Drain<THandler>(ref THandler handler)
        where THandler : struct, IRecordHandler
    {
        var records = 0;
        var tail = *Tail;
        var head = Volatile.Read(ref *Head);
        var going = true;
        while (going && head - tail >= HeaderBytes)
        {
            var type = *(uint*)(_content + (tail & _mask));
            var size = *(ushort*)(_content + (tail & _mask) + 6);
            if (size < HeaderBytes || size > head - tail)
            {
                // The kernel never writes such a record; skipping everything is the only way to go on.
                tail = head;
                break;
            }

            var record = Join(tail, size);
            if (type == SampleRecord && size >= HeaderBytes + 4)
            {
                var length = MemoryMarshal.Read<uint>(record[HeaderBytes..]);
                records++;
                going = handler.OnRecord(record.Slice(HeaderBytes + 4, (int)Math.Min(length, (uint)(size - HeaderBytes - 4))));
            }
            else if (type == LostRecord && size >= HeaderBytes + 16)
            {
                handler.OnLost(MemoryMarshal.Read<ulong>(record[(HeaderBytes + 8)..]));
            }

            tail += size;
        }

        // The kernel may overwrite what lies before the tail as soon as it sees it.
        Interlocked.MemoryBarrier();
        Volatile.Write(ref *Tail, tail);
        return records;
    }

    private ReadOnlySpan<byte> Join(ulong tail, int size)
    {
        var start = (int)(tail & _mask);
        var untilEnd = (int)(_mask + 1) - start;
        if (size <= untilEnd)
            return new ReadOnlySpan<byte>(_content + start, size);
        if (_joined.Length < size)
            _joined = new byte[ushort.MaxValue];
        new ReadOnlySpan<byte>(_content + start, untilEnd).CopyTo(_joined);
        new ReadOnlySpan<byte>(_content, size - untilEnd).CopyTo(_joined.AsSpan(untilEnd));
        return _joined.AsSpan(0, size);
    }
}
