using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;
using Borescope.Buffers;
using Borescope.Kernel;
using Borescope.Objects;

namespace Borescope.Bench.Library;

/// <summary>Drains a ring of 64-byte records, first a full one alone, then one that a program on another processor keeps filling.</summary>
internal static class RingMeasurement
{
    private const int Rounds = 24;
    private const int RecordBytes = 64;
    private const int RecordsOfRound = 1 << 20;

    // Some tens of microseconds: a reader that asks again at once takes the ring's position from the producer's cache for every record, and both are ten times slower.
    private const int PauseOfPolls = 1000;

    internal static void Run(string[] arguments)
    {
        using var loaded = new ObjectLoader(SystemCalls.Instance).Load(ObjectSpec.Read(arguments[0]));
        var producer = loaded.Programs["produce"];
        using var ring = new RingBuffer(loaded.Maps["events"]);
        var counter = default(Counter);
        producer.TestRun();
        ring.Drain(ref counter);

        double drain = 0, produce = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var begun = Stopwatch.GetTimestamp();
            producer.TestRun();
            produce = Math.Max(produce, Rate(RecordsOfRound, begun));
            begun = Stopwatch.GetTimestamp();
            var records = ring.Drain(ref counter);
            drain = Math.Max(drain, Rate(records, begun));
        }

        Figures.Print("ring-drain-alone-per-us", drain);
        Figures.Print("ring-produce-alone-per-us", produce);
        Live(loaded, ring, ref counter);
        Figures.Print("ring-checksum", counter.Sum & 1023);
    }

    private static void Live(LoadedObject loaded, RingBuffer ring, ref Counter counter)
    {
        var producer = loaded.Programs["produce"];
        ref var lost = ref loaded.Variable<ulong>("lost");
        lost = 0;
        var isDone = false;
        var thread = new Thread(() =>
        {
            for (var round = 0; round < Rounds; round++)
                producer.TestRun();
            Volatile.Write(ref isDone, true);
        });
        thread.Start();
        long records = 0;
        while (ring.Available == 0)
            Thread.SpinWait(10);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var begun = Stopwatch.GetTimestamp();
        while (!Volatile.Read(ref isDone))
        {
            records += ring.Drain(ref counter);
            Thread.SpinWait(PauseOfPolls);
        }

        records += ring.Drain(ref counter);
        var rate = Rate(records, begun);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        thread.Join();
        Figures.Print("ring-live-per-us-lost-bytes", rate, lost, allocated);
    }


    private static double Rate(long records, long begun) => records / Stopwatch.GetElapsedTime(begun).TotalMicroseconds;

    private struct Counter : IRecordHandler
    {
        internal ulong Sum;

        public bool OnRecord(ReadOnlySpan<byte> record)
        {
            // Every word is read: that is what reading in place means.
            foreach (var word in MemoryMarshal.Cast<byte, ulong>(record[..RecordBytes]))
                Sum += word;
            return true;
        }

        public readonly void OnLost(ulong count)
        {
        }
    }
}
