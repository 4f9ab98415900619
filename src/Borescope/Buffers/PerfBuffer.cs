using System;
using System.Collections.Generic;
using System.Threading;
using Borescope.Kernel;
using Borescope.Maps;

namespace Borescope.Buffers;

/// <summary>Reader of a perf event array: one buffer per online CPU, for kernels before the ring buffer (5.8). Order across CPUs is not kept.</summary>
public sealed class PerfBuffer : EventBuffer
{
    private readonly List<PerfBufferCpu> _cpus = [];
    private readonly int[] _descriptors;
    private int _current;

    /// <summary>Opens the buffers and puts them into the map.</summary>
    /// <param name="map">A map of type PerfEventArray; must outlive the reader, since closing it empties it.</param>
    /// <param name="pagesPerCpu">Pages of each buffer, a power of two.</param>
    /// <param name="wakeupEvents">How many records gather on a CPU before a waiting reader is woken; it may wait for ever for fewer.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public PerfBuffer(BpfMap map, int pagesPerCpu, int wakeupEvents = 1)
        : base(map.Name, map.Calls)
    {
        PerfEventOutput.Check(map, pagesPerCpu);
        ArgumentOutOfRangeException.ThrowIfLessThan(wakeupEvents, 1);
        try
        {
            foreach (var cpu in CpuList.Online(map.Calls))
            {
                if (PerfEventOutput.TryOpen(map, cpu, pagesPerCpu, wakeupEvents, isOverwritable: false, out var output))
                    _cpus.Add(new PerfBufferCpu(output!));
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        _descriptors = new int[_cpus.Count];
        for (var index = 0; index < _descriptors.Length; index++)
            _descriptors[index] = _cpus[index].Descriptor;
    }

    internal override ReadOnlySpan<int> Descriptors => _descriptors;

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

    private protected override int DrainTo<THandler>(ref THandler handler, out long bytes)
    {
        var records = 0;
        Begin();
        try
        {
            ulong lost = 0;
            var going = true;
            while (going && TryTake(out var record, ref lost))
            {
                Tell(ref handler, ref lost);
                records++;
                going = handler.OnRecord(record);
            }

            Tell(ref handler, ref lost);
        }
        finally
        {
            bytes = Commit();
        }

        return records;
    }

    private protected override void Begin()
    {
        _current = 0;
        foreach (var cpu in _cpus)
            cpu.Begin();
    }

    private protected override bool TryTake(out ReadOnlySpan<byte> record, ref ulong lost)
    {
        for (; _current < _cpus.Count; _current++)
        {
            if (_cpus[_current].TryTake(out record, ref lost))
                return true;
        }

        record = default;
        return false;
    }

    private protected override long Commit()
    {
        // The kernel may overwrite what lies before a tail as soon as it sees it.
        Interlocked.MemoryBarrier();
        long bytes = 0;
        foreach (var cpu in _cpus)
            bytes += cpu.Commit();
        return bytes;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var cpu in _cpus)
            cpu.Dispose();
        _cpus.Clear();
    }

    private void Tell<THandler>(ref THandler handler, ref ulong lost)
        where THandler : struct, IRecordHandler
    {
        if (lost == 0)
            return;
        BorescopeMeter.Lost(Name, lost);
        handler.OnLost(lost);
        lost = 0;
    }
}
