using System;
using System.Buffers.Binary;
using Borescope.Kernel;
using Borescope.KernelTests.Library;
using Borescope.Maps;
using Borescope.Programs;

namespace Borescope.KernelTests.Samples;

/// <summary>The maps of a generated class, of which each is the view of its kind, beside a program that uses them.</summary>
public sealed class GeneratedViewTests
{
    private const int PacketBytes = 64, SourceAddress = 26;

    [Fact]
    public void A_trie_finds_the_zone_and_a_per_cpu_array_counts()
    {
        using Views views = Load();
        views.Zones.Set(Address(0x0a000000), 8, 1);
        views.Zones.Set(Address(0x0a010000), 16, 2);
        Send(views, 0x0a020304, 3);
        Send(views, 0x0a010203, 5);
        Send(views, 0xc0a80001, 7);

        Assert.True(views.Zones.TryGet(Address(0x0a01ffff), out uint zone));
        Assert.Equal(2u, zone);
        Assert.False(views.Zones.TryGet(Address(0xc0a80001), out _));
        Assert.Equal((3ul, 3ul * PacketBytes), Seen(views, 1));
        Assert.Equal((5ul, 5ul * PacketBytes), Seen(views, 2));
        Assert.Equal((0ul, 0ul), Seen(views, 3));

        // Without the longer prefix the shorter one counts.
        Assert.True(views.Zones.Remove(Address(0x0a010000), 16));
        Send(views, 0x0a010203, 1);
        Assert.Equal((4ul, 4ul * PacketBytes), Seen(views, 1));
    }

    [Fact]
    public void Each_view_agrees_with_the_map_in_the_kernel()
    {
        using Views views = Load();
        views.Totals.Set(1, 40);
        views.LastSeen.Set(1, 41);
        Assert.True(views.Totals.TryGet(1, out ulong total) && total == 40);
        Assert.True(views.LastSeen.TryGet(1, out ulong last) && last == 41);
        views.BySource.Set(7, 3);
        views.Recent.Set(7, 4);
        Assert.Equal(3ul * (ulong)views.BySource.CpuCount, views.BySource[7].Sum());
        Assert.Equal(4ul, views.Recent[7].Max());
        views.WideZones.Set(1, 64, 5);
        Assert.True(views.WideZones.TryGet(1, out uint wide) && wide == 5);
        views.PortZones.Set(new Views.PortPrefixAddress { Port = 80, Address = 9 }, 32, 6);
        Assert.True(views.PortZones.TryGet(new Views.PortPrefixAddress { Port = 80, Address = 10 }, out uint port) && port == 6);
        Assert.False(views.PortZones.TryGet(new Views.PortPrefixAddress { Port = 81, Address = 9 }, out _));
        views.Arrivals.Push(new Views.Sample { Packets = 1 });
        views.Arrivals.Push(new Views.Sample { Packets = 2 });
        Assert.True(views.Arrivals.TryPop(out Views.Sample first) && first.Packets == 1);
        views.FreeSlots.Push(1);
        views.FreeSlots.Push(2);
        Assert.True(views.FreeSlots.TryPop(out uint slot) && slot == 2);
        views.KnownSources.Add(12);
        Assert.True(views.KnownSources.MayContain(12));
        views.PerZone.Set(2, views.Totals.Raw);
        using (BpfMap inner = views.PerZone.Open(2))
            Assert.Equal(views.Totals.Raw.ReadInfo().Id, inner.ReadInfo().Id);
        Assert.Null(views.PerOwner.FindId(99));
        views.NextSteps.Set(0, views.CountZones);
        Assert.Equal("stacks", views.Stacks.Raw.Name);
        Assert.Equal("of_task", views.OfTask.Raw.Name);
        Assert.Equal("of_group", views.OfGroup.Raw.Name);
        using var commands = views.OpenCommands();
        using var pages = views.OpenSharedPages();
    }

    private static Views Load()
    {
        TestProgram.RequireTracing();
        using RunningKernel kernel = new();
        Assert.SkipUnless(kernel.Features.Has(BpfMapType.Arena), "this kernel has no arenas (6.9), one of the kinds in the object");
        return Views.Load();
    }

    private static void Send(Views views, uint source, int times)
    {
        byte[] packet = new byte[PacketBytes];
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(SourceAddress), source);
        views.CountZones.TestRun(new TestRunInput { Packet = packet, Repeat = times });
    }

    private static (ulong Packets, ulong Bytes) Seen(Views views, uint zone)
    {
        (ulong Packets, ulong Bytes) sum = default;
        foreach (Views.Sample sample in views.Seen[zone])
            sum = (sum.Packets + sample.Packets, sum.Bytes + sample.Bytes);
        return sum;
    }

    private static Views.ByteArray4 Address(uint address)
    {
        Views.ByteArray4 bytes = default;
        BinaryPrimitives.WriteUInt32BigEndian(bytes, address);
        return bytes;
    }
}
