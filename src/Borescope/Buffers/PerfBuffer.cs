using System;
using System.Collections.Generic;
using System.Threading;
using Borescope.Kernel;
using Borescope.Maps;

namespace Borescope.Buffers;

/// <summary>Reader of a perf event array: one buffer per online CPU, for kernels before the ring buffer (5.8). Order across CPUs is not kept.</summary>
public sealed unsafe class PerfBuffer : EventBuffer
{
    private readonly List<PerfBufferCpu> _cpus = [];

    /// <summary>Opens the buffers and puts them into the map.</summary>
    /// <param name="map">A map of type PerfEventArray; must outlive the reader, since closing it empties it.</param>
    /// <param name="pagesPerCpu">Pages of each buffer, a power of two.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public PerfBuffer(BpfMap map, int pagesPerCpu)
    {
        if (map.Type != BpfMapType.PerfEventArray)
            throw new BpfException($"map {map.Name} is of type {map.Type}, not a perf event array", KernelOperation.MemoryMap, map.Name);
        if (pagesPerCpu <= 0 || (pagesPerCpu & (pagesPerCpu - 1)) != 0)
            throw new ArgumentOutOfRangeException(nameof(pagesPerCpu), "the number of pages must be a power of two");
        try
        {
            foreach (var cpu in CpuList.Online(map.Calls))
            {
                if (PerfBufferCpu.TryOpen(map, cpu, pagesPerCpu, out var buffer))
                    _cpus.Add(buffer!);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override int Drain<THandler>(ref THandler handler)
    {
        var records = 0;
        foreach (var cpu in _cpus)
            records += cpu.Drain(ref handler);
        return records;
    }

    internal override Head Peek()
    {
        Interlocked.MemoryBarrier();
        foreach (var cpu in _cpus)
        {
            if (cpu.HasRecords)
                return Head.Ready;
        }

        return Head.Empty;
    }

    internal override void Register(ISystemCalls calls, int epoll, ulong token)
    {
        foreach (var cpu in _cpus)
        {
            var error = calls.EpollControl(epoll, EpollOperation.Add, cpu.Descriptor, EpollEvents.Readable, token).AsErrno();
            if (error != Errno.None)
                throw new BpfException(error, KernelOperation.Wait, $"the perf buffer of CPU {cpu.Cpu}");
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var cpu in _cpus)
            cpu.Dispose();
        _cpus.Clear();
    }
}
