using System;
using System.Runtime.InteropServices;
using Borescope.Buffers;
using Borescope.Compiler;
using Borescope.Compiler.Btf;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Objects;

namespace Borescope.KernelTests.Library;

[Collection(KernelObjects.Name)]
public sealed class UserRingBufferTests
{
    private const int UserRingBufferDrain = 209;
    private const int DynptrRead = 201;

    /// <summary>Drains map "ring": counts[0] += first word of each record, counts[1] += second; returns the number of records.</summary>
    private static LoadedObject Load(uint bytes = 4096)
    {
        TestProgram.RequireTracing();
        Assert.SkipUnless(new RunningKernel().Features.Has(BpfMapType.UserRingBuffer), "this kernel has no user ring buffers (6.1)");
        var types = new BtfBuilder();
        var number = types.Int("int", 4, BtfIntEncoding.Signed);
        var pointer = types.Pointer(0);
        var main = types.Function("drain", types.FunctionPrototype(number, [new BtfMember("ctx", pointer, 0)]), isGlobal: true);
        var each = types.Function("each", types.FunctionPrototype(number, [new BtfMember("record", pointer, 0), new BtfMember("ctx", pointer, 0)]), isGlobal: false);
        var spec = new ObjectSpec { Btf = types.ToBytes() };
        spec.Maps.Add(new MapSpec { Name = "ring", Type = BpfMapType.UserRingBuffer, MaxEntries = bytes });
        spec.Maps.Add(new MapSpec { Name = "counts", Type = BpfMapType.Array, KeySize = 4, ValueSize = 16, MaxEntries = 1 });
        spec.Programs.Add(new ProgramSpec
        {
            Name = "drain",
            Type = BpfProgramType.RawTracepoint,
            Functions = [new BpfFunctionInfo(0, main, "drain"), new BpfFunctionInfo(8, each, "each")],
            Relocations = [new BpfRelocation(0, BpfRelocationKind.Map, "ring", 0), new BpfRelocation(15, BpfRelocationKind.MapValue, "counts", 0)],
            Instructions =
            [
                new(BpfOpcode.LoadImmediate64, 1, BpfOpcode.PseudoMapFd, 0, 0), default,
                new(BpfOpcode.LoadImmediate64, 2, BpfOpcode.PseudoFunction, 0, 5), default,
                new(0xb7, 3, 0, 0, 0), new(0xb7, 4, 0, 0, 0), new(BpfOpcode.HelperCall, 0, 0, 0, UserRingBufferDrain), new(BpfOpcode.ExitProgram, 0, 0, 0, 0),

                // each(record, ctx): bpf_dynptr_read(r10 - 16, 16, record, 0, 0)
                new(0xbf, 3, 1, 0, 0), new(0xbf, 1, 10, 0, 0), new(0x07, 1, 0, 0, -16), new(0xb7, 2, 0, 0, 16), new(0xb7, 4, 0, 0, 0), new(0xb7, 5, 0, 0, 0),
                new(BpfOpcode.HelperCall, 0, 0, 0, DynptrRead),
                new(BpfOpcode.LoadImmediate64, 1, BpfOpcode.PseudoMapValue, 0, 0), default,
                new(0x79, 2, 10, -16, 0), new(0xdb, 1, 2, 0, 0), new(0x79, 2, 10, -8, 0), new(0xdb, 1, 2, 8, 0),
                new(0xb7, 0, 0, 0, 0), new(BpfOpcode.ExitProgram, 0, 0, 0, 0),
            ],
        });
        return new ObjectLoader(SystemCalls.Instance).Load(spec);
    }

    [Fact]
    public void Records_reach_the_program_in_place_and_wrap_around()
    {
        using var target = Load();
        using var ring = new UserRingBuffer(target.Maps["ring"]);
        ulong sum = 0;
        for (ulong round = 0; round < 200; round++)
        {
            for (ulong index = 0; index < 7; index++)
            {
                Assert.True(ring.TryReserve(16, out var record));
                MemoryMarshal.Write(record.Bytes, round);
                MemoryMarshal.Write(record.Bytes[8..], index);
                record.Submit();
                record.Submit();
                sum += round;
            }

            Assert.Equal(7u, target.Programs["drain"].TestRun());
            Assert.Equal(0, ring.Available);
        }

        Assert.Equal((sum, 200ul * 21), TestProgram.Read(target.Maps["counts"]));
    }

    [Fact]
    public void Discarded_records_are_skipped_and_open_ones_hold_up()
    {
        using var target = Load();
        using var ring = new UserRingBuffer(target.Maps["ring"]);
        Assert.True(ring.TryWrite(new byte[16]));
        Assert.True(ring.TryReserve(16, out var discarded));
        discarded.Discard();
        Assert.True(ring.TryReserve(16, out var open));
        Assert.True(ring.TryWrite(new byte[16]));
        Assert.Equal(1u, target.Programs["drain"].TestRun());
        open.Submit();
        Assert.Equal(2u, target.Programs["drain"].TestRun());
    }

    [Fact]
    public void A_full_ring_takes_nothing_more()
    {
        using var target = Load();
        using var ring = new UserRingBuffer(target.Maps["ring"]);
        var written = 0;
        while (ring.TryWrite(new byte[16]))
            written++;
        Assert.Equal(ring.Size / 24, written);
        Assert.Equal(written * 24, ring.Available);
        Assert.Equal((uint)written, target.Programs["drain"].TestRun());
        Assert.True(ring.TryWrite(new byte[16]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.TryWrite(new byte[4096]));
        Assert.Throws<BpfException>(() => new UserRingBuffer(target.Maps["counts"]));
    }
}
