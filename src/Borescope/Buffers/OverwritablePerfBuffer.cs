using System;
using System.Collections.Generic;
using System.Threading;
using Borescope.Kernel;
using Borescope.Maps;

namespace Borescope.Buffers;

/// <summary>
/// A perf event array that keeps the newest records and overwrites the oldest, like a flight recorder (4.7): nothing is read until something has happened.
/// While it is read, programs' records are refused.
/// </summary>
public sealed unsafe class OverwritablePerfBuffer : IDisposable
{
    private readonly List<PerfEventOutput> _cpus = [];
    private readonly Lock _gate = new();
    private byte[] _joined = new byte[4096];

    /// <summary>Opens the buffers and puts them into the map.</summary>
    /// <param name="map">A map of type PerfEventArray; must outlive the reader, since closing it empties it.</param>
    /// <param name="pagesPerCpu">Pages of each buffer, a power of two.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public OverwritablePerfBuffer(BpfMap map, int pagesPerCpu)
    {
        ArgumentNullException.ThrowIfNull(map);
        PerfEventOutput.Check(map, pagesPerCpu);
        try
        {
            foreach (var cpu in CpuList.Online(map.Calls))
            {
                if (PerfEventOutput.TryOpen(map, cpu, pagesPerCpu, 1, isOverwritable: true, out var output))
                    _cpus.Add(output!);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Stops recording, hands out what is there, and goes on recording; the records stay and will be handed out again until they are overwritten.</summary>
    /// <typeparam name="THandler">Receiver; it may end the reading of a CPU by returning false.</typeparam>
    /// <param name="handler">Gets each record, CPU by CPU, the newest first.</param>
    /// <returns>Number of records.</returns>
    /// <exception cref="BpfException">The kernel refused to stop.</exception>
    public int ReadNewestFirst<THandler>(ref THandler handler)
        where THandler : struct, IRecordHandler
    {
        lock (_gate)
        {
            var records = 0;
            foreach (var cpu in _cpus)
            {
                cpu.Control(PerfIoControl.PauseOutput, 1);
                try
                {
                    records += Read(cpu, ref handler);
                }
                finally
                {
                    cpu.Control(PerfIoControl.PauseOutput, 0);
                }
            }

            return records;
        }
    }

    /// <summary>Releases the buffers.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var cpu in _cpus)
                cpu.Dispose();
            _cpus.Clear();
        }
    }

    // The kernel writes towards lower addresses: the newest record begins at the head, the older ones follow, the oldest may be cut.
    private int Read<THandler>(PerfEventOutput cpu, ref THandler handler)
        where THandler : struct, IRecordHandler
    {
        var head = Volatile.Read(ref *cpu.Head);
        var records = 0;
        ulong read = 0;
        while (read + PerfRecord.HeaderBytes <= cpu.Mask + 1)
        {
            var size = *(ushort*)(cpu.Content + ((head + read) & cpu.Mask) + 6);
            if (size < PerfRecord.HeaderBytes || read + size > cpu.Mask + 1)
                break;
            var record = cpu.Join(head + read, size, ref _joined);
            read += size;
            if (!PerfRecord.TrySample(record, out var sample))
                continue;
            records++;
            if (!handler.OnRecord(sample))
                break;
        }

        return records;
    }
}
