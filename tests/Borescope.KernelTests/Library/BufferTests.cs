using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;
using Borescope.Buffers;
using Borescope.Kernel;
using Borescope.Objects;
using Borescope.Programs;

namespace Borescope.KernelTests.Library;

[Collection(KernelObjects.Name)]
public sealed class BufferTests
{
    private struct Collector : IRecordHandler
    {
        public ulong Sum;
        public int Records;
        public ulong Lost;
        public int StopAfter;

        public bool OnRecord(ReadOnlySpan<byte> record)
        {
            Assert.Equal(16, record.Length);
            Sum += MemoryMarshal.Read<ulong>(record) + MemoryMarshal.Read<ulong>(record[8..]);
            return ++Records != StopAfter;
        }

        public void OnLost(ulong count) => Lost += count;
    }

    private static (LoadedObject Target, BpfProgram Sender) Load(BpfMapType type, uint bytes = 0)
    {
        TestProgram.RequireTracing();
        var target = new ObjectLoader(SystemCalls.Instance).Load(TestProgram.Sender(type, bytes));
        return (target, target.Programs["sender"]);
    }

    [Fact]
    public void Ring_buffer_records_arrive_in_order_and_wrap_around()
    {
        var (target, sender) = Load(BpfMapType.RingBuffer, 4096);
        using (target)
        {
            using var ring = new RingBuffer(target.Maps["events"]);
            var collector = default(Collector);
            ulong expected = 0;
            for (ulong round = 0; round < 1000; round++)
            {
                for (ulong index = 0; index < 7; index++)
                {
                    sender.TestRun([round, index]);
                    expected += round + index;
                }

                Assert.Equal(7, ring.Drain(ref collector));
            }

            Assert.Equal(7000, collector.Records);
            Assert.Equal(expected, collector.Sum);
            Assert.Equal(0, ring.Available);
        }
    }

    [Fact]
    public void A_second_reader_goes_on_where_the_first_stopped()
    {
        var (target, sender) = Load(BpfMapType.RingBuffer, 4096);
        using (target)
        {
            for (ulong index = 0; index < 10; index++)
                sender.TestRun([index, 0]);
            var collector = new Collector { StopAfter = 4 };
            using (var first = new RingBuffer(target.Maps["events"]))
                Assert.Equal(4, first.Drain(ref collector));
            using var second = new RingBuffer(target.Maps["events"]);
            Assert.Equal(6, second.Drain(ref collector));
            Assert.Equal(45ul, collector.Sum);
        }
    }

    [Fact]
    public void A_full_ring_keeps_what_it_has()
    {
        var (target, sender) = Load(BpfMapType.RingBuffer, 4096);
        using (target)
        {
            using var ring = new RingBuffer(target.Maps["events"]);
            for (ulong index = 0; index < 1000; index++)
                sender.TestRun([1, 0]);
            var collector = default(Collector);
            ring.Drain(ref collector);
            Assert.InRange(collector.Records, 100, 171);
            sender.TestRun([1, 0]);
            Assert.Equal(1, ring.Drain(ref collector));
        }
    }

    [Fact]
    public void A_poller_waits_for_several_rings_and_is_woken_from_another_thread()
    {
        var (one, first) = Load(BpfMapType.RingBuffer, 4096);
        var (two, second) = Load(BpfMapType.RingBuffer, 8192);
        using (one)
        using (two)
        {
            using var ringOne = new RingBuffer(one.Maps["events"]);
            using var ringTwo = new RingBuffer(two.Maps["events"]);
            using var poller = new BufferPoller(SystemCalls.Instance);
            poller.Add(ringOne);
            poller.Add(ringTwo);
            var collector = default(Collector);
            Assert.Equal(default, poller.Poll(ref collector, 0));
            var producer = new Thread(() =>
            {
                for (ulong index = 0; index < 500; index++)
                {
                    first.TestRun([1, 0]);
                    second.TestRun([2, 0]);
                    if (index % 50 == 0)
                        Thread.Yield();
                }
            });
            producer.Start();
            var deadline = Stopwatch.StartNew();
            while (deadline.Elapsed < TimeSpan.FromSeconds(60) && (collector.Records < 1000 && !(!producer.IsAlive && poller.Poll(ref collector, 0).Records == 0)))
                poller.Poll(ref collector, 1000);
            Assert.True(producer.Join(TimeSpan.FromSeconds(60)));
            Assert.InRange(collector.Records, 300, 1000);
            new Thread(poller.Wake).Start();
            Assert.True(poller.Poll(ref collector, 60_000).WasWoken);
        }
    }

    [Fact]
    public void A_watched_descriptor_ends_a_wait()
    {
        using var poller = new BufferPoller(SystemCalls.Instance);
        using var child = Process.Start("true");
        var fd = SystemCalls.Instance.PidFdOpen(child.Id);
        Assert.SkipWhen(fd < 0, "the child is gone already, or the kernel has no pidfd");
        using var handle = KernelHandle.Own(SystemCalls.Instance, fd);
        poller.Watch(handle.Descriptor, 42);
        var collector = default(Collector);
        var result = poller.Poll(ref collector, 60_000);
        Assert.True(result.HasReadyDescriptor);
        Assert.Equal(42ul, result.Token);
        poller.Unwatch(handle.Descriptor);
        Assert.False(poller.Poll(ref collector, 1).HasReadyDescriptor);
    }

    [Fact]
    public void Perf_buffer_records_arrive_and_losses_are_told()
    {
        var (target, sender) = Load(BpfMapType.PerfEventArray);
        using (target)
        {
            using var buffer = new PerfBuffer(target.Maps["events"], 1);
            using var poller = new BufferPoller(SystemCalls.Instance);
            poller.Add(buffer);
            var collector = default(PerfCollector);
            for (ulong index = 0; index < 20; index++)
                sender.TestRun([index, 1]);
            Assert.Equal(20, poller.Poll(ref collector, 60_000).Records);
            Assert.Equal(210ul, collector.Sum);
            for (ulong index = 0; index < 20_000; index++)
                sender.TestRun([0, 0]);
            buffer.Drain(ref collector);
            sender.TestRun([0, 0]);
            sender.TestRun([0, 0]);
            buffer.Drain(ref collector);
            Assert.True(collector.Records > 20);
            Assert.True(collector.Lost > 0);
        }
    }

    private struct PerfCollector : IRecordHandler
    {
        public ulong Sum;
        public int Records;
        public ulong Lost;

        public bool OnRecord(ReadOnlySpan<byte> record)
        {
            // Perf pads samples to 8 bytes behind the 4-byte length.
            Assert.InRange(record.Length, 16, 23);
            Sum += MemoryMarshal.Read<ulong>(record) + MemoryMarshal.Read<ulong>(record[8..]);
            Records++;
            return true;
        }

        public void OnLost(ulong count) => Lost += count;
    }
}
