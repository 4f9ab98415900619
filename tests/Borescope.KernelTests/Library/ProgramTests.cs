using System;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Inventory;
using Borescope.Kernel;
using Borescope.KernelTests.Objects;
using Borescope.Objects;
using Borescope.Programs;

namespace Borescope.KernelTests.Library;

[Collection(KernelObjects.Name)]
public sealed class ProgramTests
{
    private static LoadedObject Load(ObjectSpec spec)
    {
        TestProgram.RequireTracing();
        return new ObjectLoader(SystemCalls.Instance).Load(spec);
    }

    /// <summary>Writes 0xaa to the first byte of the packet and lets it pass (2).</summary>
    internal static ObjectSpec PacketProgram()
    {
        var spec = new ObjectSpec();
        spec.Programs.Add(new ProgramSpec
        {
            Name = "stamp",
            Type = BpfProgramType.Xdp,
            Instructions =
            [
                new(0x61, 2, 1, 0, 0), new(0x61, 3, 1, 4, 0), new(0xbf, 4, 2, 0, 0), new(0x07, 4, 0, 0, 14), new(0x2d, 4, 3, 1, 0), new(0x72, 2, 0, 0, 0xaa),
                new(0xb7, 0, 0, 0, 2), new(BpfOpcode.ExitProgram, 0, 0, 0, 0),
            ],
        });
        return spec;
    }

    [Fact]
    public void A_program_says_what_it_is()
    {
        using var target = Load(TestProgram.Counter(BpfProgramType.RawTracepoint));
        var program = target.Programs["counter"];
        var info = program.ReadInfo();
        Assert.Equal(("counter", BpfProgramType.RawTracepoint), (info.Name, info.Type));
        Assert.Matches("^[0-9a-f]{16}$", info.Tag);
        Assert.Equal(target.Maps["counts"].ReadInfo().Id, Assert.Single(info.MapIds));
        Assert.True(info.InstructionCount > 5);
        Assert.InRange(info.LoadedAt, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(Environment.TickCount64) + TimeSpan.FromDays(1000));
        Assert.Equal(program.ReadTranslated().Length, info.InstructionCount);
        Assert.Equal(new KernelInventory().FindProgram(info.Id)!.Tag, info.Tag);
    }

    [Fact]
    public void A_network_program_runs_over_a_packet_and_is_measured()
    {
        using var target = Load(PacketProgram());
        var program = target.Programs["stamp"];
        Span<byte> packet = stackalloc byte[64];
        packet.Fill(1);
        Span<byte> after = stackalloc byte[64];
        var result = program.TestRun(new TestRunInput { Packet = packet, PacketAfter = after });
        Assert.Equal((2u, 64, false), (result.ReturnValue, result.PacketBytes, result.IsTruncated));
        Assert.Equal((0xaa, 1, 1), (after[0], after[1], packet[0]));
        result = program.TestRun(new TestRunInput { Packet = packet, PacketAfter = after[..20], Repeat = 1000 });
        Assert.Equal((64, true), (result.PacketBytes, result.IsTruncated));
        Assert.True(program.MeasureRuns(1000) < 1_000_000);
        Assert.Equal(Errno.EINVAL, Assert.Throws<BpfException>(() => program.TestRun(new TestRunInput { Packet = new byte[3] })).Errno);
    }

    [Fact]
    public void A_raw_tracepoint_runs_on_a_chosen_cpu()
    {
        using var target = Load(TestProgram.Counter(BpfProgramType.RawTracepoint, anyProcess: true));
        var last = CpuList.Online(SystemCalls.Instance)[^1];
        Assert.Equal(0u, target.Programs["counter"].TestRun(new TestRunInput { Cpu = last }).ReturnValue);
        Assert.Equal(1ul, TestProgram.Read(target.Maps["counts"]).Count);
        Assert.Throws<BpfException>(() => target.Programs["counter"].TestRun(new TestRunInput { Cpu = 100_000 }));
    }

    [Fact]
    public void Runs_are_counted_while_statistics_are_on()
    {
        using var target = Load(PacketProgram());
        var program = target.Programs["stamp"];
        using (ProgramStatistics.Enable())
            program.MeasureRuns(500);
        var info = program.ReadInfo();
        Assert.Equal(500ul, info.RunCount);
        Assert.Equal((double)info.RunTimeNanoseconds / 500, info.NanosecondsPerRun);
    }

    [Fact]
    public void A_program_is_opened_by_number_and_by_path_and_cloned()
    {
        using var folder = new PinFolder();
        var path = $"{folder.Root}/stamp";
        uint id;
        using (var target = Load(PacketProgram()))
        {
            id = target.Programs["stamp"].ReadInfo().Id;
            target.Programs["stamp"].Pin(path);
        }

        using var pinned = BpfProgram.OpenPinned(path);
        using var numbered = BpfProgram.OpenById(id);
        using var copy = numbered.Clone();
        numbered.Dispose();
        Assert.Equal((id, id, "stamp"), (pinned.ReadInfo().Id, copy.ReadInfo().Id, copy.Name));
        Assert.Equal(BpfProgramType.Xdp, copy.Type);
        Assert.Equal(2u, copy.TestRun(new TestRunInput { Packet = new byte[64] }).ReturnValue);
        System.IO.File.Delete(path);
        Assert.Contains("program 4294967294", Assert.Throws<BpfException>(() => BpfProgram.OpenById(uint.MaxValue - 1)).Message, StringComparison.Ordinal);
    }
}
