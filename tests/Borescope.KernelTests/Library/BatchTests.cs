using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Borescope.Buffers;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Objects;
using Borescope.Programs;

namespace Borescope.KernelTests.Library;

/// <summary>Buffers read in batches and asynchronously, and what gets lost on the way.</summary>
[Collection(KernelObjects.Name)]
public sealed class BatchTests
{
    private const int Patience = 60_000;

    private readonly record struct Pair(ulong First, ulong Second);

    private readonly record struct Long(ulong A, ulong B, ulong C, ulong D);

    /// <summary>Sends the first two words of its context through ring "events"; counts in "drops" what the ring refuses.</summary>
    internal static LoadedObject Load(uint bytes = 4096)
    {
        TestProgram.RequireTracing();
        var spec = TestProgram.Sender(BpfMapType.RingBuffer, bytes);
        spec.Maps.Add(new MapSpec { Name = "drops", Type = BpfMapType.PerCpuArray, KeySize = 4, ValueSize = 8, MaxEntries = 1 });
        var program = spec.Programs[0];
        var code = program.Instructions.Take(program.Instructions.Count - 2).ToList();
        code.AddRange(
        [
            // if r0 == 0 exit; *bpf_map_lookup_elem(drops, &0) += 1
            new(0x15, 0, 0, 9, 0), new(0x62, 10, 0, -4, 0), new(0xbf, 2, 10, 0, 0), new(0x07, 2, 0, 0, -4),
            new(BpfOpcode.LoadImmediate64, 1, BpfOpcode.PseudoMapFd, 0, 0), default, new(BpfOpcode.HelperCall, 0, 0, 0, 1),
            new(0x15, 0, 0, 2, 0), new(0xb7, 1, 0, 0, 1), new(0xdb, 0, 1, 0, 0),
            new(0xb7, 0, 0, 0, 0), new(BpfOpcode.ExitProgram, 0, 0, 0, 0),
        ]);
        var at = code.Count - 8;
        spec.Replace(program with { Instructions = code, Relocations = [.. program.Relocations, new BpfRelocation(at, BpfRelocationKind.Map, "drops", 0)] });
        return new ObjectLoader(SystemCalls.Instance).Load(spec);
    }

    internal static void Send(LoadedObject target, ulong from, ulong to)
    {
        for (var value = from; value < to; value++)
            target.Programs["sender"].TestRun([value, value * 2]);
    }

    [Fact]
    public void A_batch_is_what_was_there_and_is_read_in_place()
    {
        using var target = Load();
        using var ring = new RingBuffer(target.Maps["events"]);
        for (ulong round = 0; round < 100; round++)
        {
            Send(target, 0, 100);
            ulong expected = 0;
            var batch = ring.Read<Pair>();
            foreach (ref readonly var pair in batch)
            {
                Assert.Equal((expected, expected * 2), (pair.First, pair.Second));
                if (expected++ == 50)
                    target.Programs["sender"].TestRun([1000, 0]);
            }

            Assert.Equal((100, 0ul), (batch.Count, batch.Lost));
            var late = 0;
            foreach (var record in ring.Read())
            {
                Assert.Equal(1000ul, MemoryMarshal.Read<ulong>(record));
                late++;
            }

            Assert.Equal((1, 0L), (late, ring.Available));
        }
    }

    [Fact]
    public void What_a_loop_does_not_reach_stays()
    {
        using var target = Load();
        using var ring = new RingBuffer(target.Maps["events"]);
        Send(target, 0, 10);
        foreach (ref readonly var pair in ring.Read<Pair>())
        {
            if (pair.First == 3)
                break;
        }

        List<ulong> rest = [];
        foreach (ref readonly var pair in ring.Read<Pair>())
            rest.Add(pair.First);
        Assert.Equal([4, 5, 6, 7, 8, 9], rest);
        Send(target, 0, 1);
        var error = Assert.Throws<BpfException>(() =>
        {
            foreach (ref readonly var record in ring.Read<Long>())
                Assert.Equal(0ul, record.A);
        });
        Assert.Contains("has 16 bytes, Long needs 32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_buffer_has_one_reader_at_a_time()
    {
        using var target = Load();
        using var ring = new RingBuffer(target.Maps["events"]);
        Send(target, 0, 3);
        var batch = ring.Read();
        Assert.Contains("events", Assert.Throws<ConcurrentReadException>(() => ring.Read()).Message, StringComparison.Ordinal);
        Assert.True(batch.MoveNext());
        batch.Dispose();
        batch.Dispose();
        using var second = ring.Read();
        batch.Dispose();
        Assert.False(batch.MoveNext());
        Assert.Throws<ConcurrentReadException>(() => ring.Read<Pair>());
    }

    [Fact]
    public void Records_that_a_full_ring_refused_are_told_once()
    {
        using var target = Load();
        Send(target, 0, 300);
        var before = new DropCounter(target.Maps["drops"]).ReadTotal();
        Assert.InRange(before, 120ul, 299ul);
        using var ring = new RingBuffer(target.Maps["events"]) { Drops = new DropCounter(target.Maps["drops"]) };
        Send(target, 0, 7);
        var first = ring.Read();
        while (first.MoveNext())
            continue;
        Assert.Equal((300 - (long)before, 7ul), (first.Count, first.Lost));
        first.Dispose();
        using var second = ring.Read();
        Assert.Equal(0ul, second.Lost);
        Assert.Throws<BpfException>(() => new DropCounter(target.Maps["events"]));
        Assert.Throws<BpfException>(() => new DropCounter(target.Maps["drops"], 5));
    }

    [Fact]
    public void Perf_batches_tell_what_was_lost_among_the_records()
    {
        TestProgram.RequireTracing();
        using var target = new ObjectLoader(SystemCalls.Instance).Load(TestProgram.Sender(BpfMapType.PerfEventArray, 0));
        using var buffer = new PerfBuffer(target.Maps["events"], 1);
        var cpu = CpuList.Online(SystemCalls.Instance)[^1];
        const int Sent = 1000;
        long received = 0;
        ulong lost = 0;
        for (ulong value = 0; value < Sent; value++)
            Send(target.Programs["sender"], value, cpu);
        Receive();
        Send(target.Programs["sender"], Sent, cpu);
        Receive();
        Assert.Equal(Sent + 1, received + (long)lost);
        Assert.InRange(received, 20, Sent - 1);

        void Receive()
        {
            var batch = buffer.Read<Pair>();
            foreach (ref readonly var pair in batch)
                Assert.Equal(pair.First, pair.Second);
            received += batch.Count;
            lost += batch.Lost;
        }
    }

    private static void Send(BpfProgram sender, ulong value, int cpu) =>
        sender.TestRun(new TestRunInput { Context = MemoryMarshal.AsBytes<ulong>([value, value]), Cpu = cpu });

    private struct Newest : IRecordHandler
    {
        public List<ulong> Values;

        public bool OnRecord(ReadOnlySpan<byte> record)
        {
            Values.Add(MemoryMarshal.Read<ulong>(record));
            return true;
        }

        public void OnLost(ulong count) => throw new InvalidOperationException("nothing is lost in a buffer that is overwritten");
    }

    [Fact]
    public void An_overwritable_buffer_keeps_the_newest_records()
    {
        TestProgram.RequireTracing();
        using var target = new ObjectLoader(SystemCalls.Instance).Load(TestProgram.Sender(BpfMapType.PerfEventArray, 0));
        using var recorder = new OverwritablePerfBuffer(target.Maps["events"], 1);
        var cpu = CpuList.Online(SystemCalls.Instance)[0];
        var newest = new Newest { Values = [] };
        Assert.Equal(0, recorder.ReadNewestFirst(ref newest));
        foreach (var last in (ReadOnlySpan<ulong>)[10, 999, 1999])
        {
            for (var value = last == 10 ? 0 : last - 500; value <= last; value++)
                Send(target.Programs["sender"], value, cpu);
            newest.Values.Clear();
            var count = recorder.ReadNewestFirst(ref newest);
            Assert.Equal(count, newest.Values.Count);
            Assert.InRange(count, 11, 200);
            for (var index = 0; index < count; index++)
                Assert.Equal(last - (ulong)index, newest.Values[index]);
            Assert.Equal(count, recorder.ReadNewestFirst(ref newest));
        }
    }

    private static int LoopThreads() => Directory.GetDirectories("/proc/self/task").Count(task =>
    {
        try
        {
            return File.ReadAllText($"{task}/comm").StartsWith("borescope even", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    });

    [Fact]
    public async Task Two_buffers_are_read_asynchronously_by_one_thread_that_goes_with_them()
    {
        const int Count = 2000;
        using var one = Load(1 << 16);
        using var two = Load(1 << 16);
        using var ringOne = new RingBuffer(one.Maps["events"]);
        using var ringTwo = new RingBuffer(two.Maps["events"]);
        using var timeout = new CancellationTokenSource(Patience);
        var readers = new[] { ReadAsync(ringOne), ReadAsync(ringTwo) };
        for (ulong value = 0; value < Count; value++)
        {
            Send(one, value, value + 1);
            Send(two, value, value + 1);
        }

        await Task.WhenAll(readers);
        Assert.True(SpinWait.SpinUntil(() => LoopThreads() == 0, Patience));

        async Task ReadAsync(RingBuffer ring)
        {
            ulong expected = 0;
            await foreach (var pair in ring.ReadAllAsync<Pair>(cancellationToken: timeout.Token))
            {
                Assert.Equal(expected++, pair.First);
                if (expected == Count / 2)
                    Assert.Equal(1, LoopThreads());
                if (expected == Count)
                    break;
            }
        }
    }

    [Fact]
    public async Task A_waiting_reader_is_cancelled_and_the_buffer_is_free_again()
    {
        using var target = Load();
        using var ring = new RingBuffer(target.Maps["events"]);
        using var cancel = new CancellationTokenSource();
        var reading = ReadAsync();
        Send(target, 7, 8);
        Assert.True(SpinWait.SpinUntil(() => ring.Available == 0, Patience));
        Assert.Throws<ConcurrentReadException>(() => ring.Read());
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        using var batch = ring.Read();
        Assert.False(batch.MoveNext());

        async Task ReadAsync()
        {
            await foreach (var pair in ring.ReadAllAsync<Pair>(cancellationToken: cancel.Token))
                Assert.Equal(7ul, pair.First);
        }
    }

    [Fact]
    public async Task Leases_show_records_in_place_until_the_next_one()
    {
        const ulong Count = 500;
        using var target = Load(1 << 16);
        using var ring = new RingBuffer(target.Maps["events"]);
        using var timeout = new CancellationTokenSource(Patience);
        var producer = Task.Run(() => Send(target, 0, Count), timeout.Token);
        ulong expected = 0;
        EventLease? before = null;
        await foreach (var lease in ring.ReadBatchesAsync(timeout.Token))
        {
            if (before is not null)
                Assert.Throws<ObjectDisposedException>(() => before.As<Pair>());
            before = lease;
            foreach (ref readonly var pair in lease.As<Pair>())
                Assert.Equal(expected++, pair.First);
            Assert.Equal(0ul, lease.Lost);
            if (expected == Count)
                break;
        }

        await producer;
        Assert.Throws<ObjectDisposedException>(() => before!.Lost);
        Assert.Equal(0, ring.Available);
    }

    [Fact]
    public async Task Perf_buffers_are_read_asynchronously_too()
    {
        TestProgram.RequireTracing();
        using var target = new ObjectLoader(SystemCalls.Instance).Load(TestProgram.Sender(BpfMapType.PerfEventArray, 0));
        using var buffer = new PerfBuffer(target.Maps["events"], 4);
        using var timeout = new CancellationTokenSource(Patience);
        ulong received = 0;
        Send(target.Programs["sender"], 5, 0);
        await foreach (var pair in buffer.ReadAllAsync<Pair>(cancellationToken: timeout.Token))
        {
            Assert.Equal((5ul, 5ul), (pair.First, pair.Second));
            if (++received == 20)
                break;
            Send(target.Programs["sender"], 5, 0);
        }

        Assert.Equal(20ul, received);
    }

    [Theory]
    [InlineData(BackPressure.Wait)]
    [InlineData(BackPressure.DropOldest)]
    [InlineData(BackPressure.DropNewest)]
    public async Task Every_event_of_a_queue_is_received_or_told_lost(BackPressure policy)
    {
        const ulong Last = 1000;
        using var target = Load();
        using var ring = new RingBuffer(target.Maps["events"]) { Drops = new DropCounter(target.Maps["drops"]) };
        using var timeout = new CancellationTokenSource(Patience);
        await using var events = ring.ReadQueuedAsync<Pair>(policy, capacity: 4, timeout.Token).GetAsyncEnumerator(timeout.Token);
        Send(target, 0, 1);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal((0ul, 0ul), (events.Current.Value.First, events.Current.LostBefore));

        // Nobody takes events out now: the queue is full after four, then the ring.
        Send(target, 1, Last);
        ulong sent = Last;
        ulong received = 1;
        ulong lost = 0;
        var previous = 0ul;
        List<ulong> values = [];
        while (previous < Last)
        {
            // An event at the end may be dropped itself; another follows until one comes through.
            var next = events.MoveNextAsync().AsTask();
            while (!next.IsCompleted)
            {
                Send(target, Last, Last + 1);
                sent++;
                await Task.WhenAny(next, Task.Delay(1, timeout.Token));
            }

            Assert.True(await next);
            Assert.True(events.Current.Value.First >= previous);
            previous = events.Current.Value.First;
            values.Add(previous);
            received++;
            lost += events.Current.LostBefore;
        }

        Assert.True(lost > 0);
        if (policy != BackPressure.DropOldest)
            Assert.Equal([1ul, 2, 3, 4], values.Take(4));

        // What was sent last may still be on its way.
        while (received + lost < sent)
        {
            Assert.True(await events.MoveNextAsync());
            received++;
            lost += events.Current.LostBefore;
        }

        Assert.Equal(sent, received + lost);
    }

    [Fact]
    public void Events_losses_and_programs_are_measured()
    {
        using var target = Load();
        using var ring = new RingBuffer(target.Maps["events"]) { Drops = new DropCounter(target.Maps["drops"]) };
        var figures = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == BorescopeMeter.Name)
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            // Other tests read other buffers meanwhile.
            var mine = false;
            foreach (var (name, tag) in tags)
                mine |= name == "thread" || tag is "events" or "stamp";
            lock (figures)
            {
                if (mine)
                    figures[instrument.Name] = figures.GetValueOrDefault(instrument.Name) + value;
            }
        });
        listener.Start();
        using var packets = new ObjectLoader(SystemCalls.Instance).Load(ProgramTests.PacketProgram());
        using (var statistics = ProgramStatistics.Enable())
        {
            statistics.Observe(packets.Programs["stamp"]);
            packets.Programs["stamp"].MeasureRuns(123);
            Send(target, 0, 300);
            foreach (var record in ring.Read())
                Assert.Equal(16, record.Length);
            listener.RecordObservableInstruments();
        }

        lock (figures)
        {
            Assert.True(figures["borescope.events.read"] >= 100);
            Assert.True(figures["borescope.events.bytes"] >= 100 * 24);
            Assert.True(figures["borescope.events.lost"] >= 120);
            Assert.Equal(123, figures["borescope.program.runs"]);
            Assert.True(figures["borescope.program.time"] > 0);
            figures.Clear();
        }

        listener.RecordObservableInstruments();
        lock (figures)
            Assert.False(figures.ContainsKey("borescope.program.runs"));
    }
}
