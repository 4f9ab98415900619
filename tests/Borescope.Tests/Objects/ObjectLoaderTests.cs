using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Objects;
using Borescope.Tests.Kernel;

namespace Borescope.Tests.Objects;

public sealed unsafe class ObjectLoaderTests
{
    private static ObjectSpec Spec(int programs = 2)
    {
        var spec = new ObjectSpec { Btf = [1, 2, 3] };
        spec.Maps.Add(new MapSpec { Name = "@odd name!", Type = BpfMapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 10 });
        for (var index = 0; index < programs; index++)
        {
            spec.Programs.Add(new ProgramSpec
            {
                Name = $"p{index}",
                Type = BpfProgramType.Kprobe,
                Instructions = [new BpfInstruction(BpfOpcode.LoadImmediate64, 1, 1, 0, 0), default, new BpfInstruction(BpfOpcode.ExitProgram, 0, 0, 0, 0)],
                Relocations = [new BpfRelocation(0, BpfRelocationKind.Map, "@odd name!", 0)],
                Functions = [new BpfFunctionInfo(0, 3, "p")],
                Lines = [new BpfLineInfo(0, new SourceLocation("a.bt", 2, 5, "x"), 7, 9)],
            });
        }

        return spec;
    }

    private static FakeSystemCalls Fake(FakeSystemCalls.BpfAnswer answer)
    {
        var calls = new FakeSystemCalls { OnBpf = answer };
        calls.Files["/sys/devices/system/cpu/possible"] = "0-7\n";
        return calls;
    }

    [Fact]
    public void Programs_get_the_descriptors_of_their_maps_and_their_source_lines()
    {
        FakeSystemCalls? calls = null;
        var map = 0;
        calls = Fake((command, attributes, size) =>
        {
            switch (command)
            {
                case BpfCommand.MapCreate:
                    Assert.Equal("_odd_name_", Encoding.ASCII.GetString(attributes + 28, 16).TrimEnd('\0'));
                    return map = calls!.Make();
                case BpfCommand.ProgramLoad:
                    var load = (ProgramLoadAttributes*)attributes;
                    Assert.Equal(map, *(int*)(load->Instructions + 4));
                    Assert.Equal(1u, load->FunctionInfoCount);
                    Assert.Equal(3, *(int*)(load->FunctionInfo + 4));
                    Assert.Equal(7, *(int*)(load->LineInfo + 4));
                    Assert.Equal((2u << 10) | 5, *(uint*)(load->LineInfo + 12));
                    Assert.Equal(0u, load->LogLevel);
                    Assert.True(load->Btf > 0);
                    return calls!.Make();
                default:
                    return calls!.Make();
            }
        });
        using (var loaded = new ObjectLoader(calls).Load(Spec()))
            Assert.Equal(["p0", "p1"], loaded.Programs.Keys.Order());
        Assert.Empty(calls.Descriptors);
    }

    [Fact]
    public void A_refused_program_closes_everything_and_the_log_is_asked_for_once_more()
    {
        FakeSystemCalls? calls = null;
        var attempts = new List<uint>();
        calls = Fake((command, attributes, size) =>
        {
            if (command != BpfCommand.ProgramLoad || ((ProgramLoadAttributes*)attributes)->Name[1] == (byte)'0')
                return calls!.Make();
            var load = (ProgramLoadAttributes*)attributes;
            attempts.Add(load->LogSize);
            if (load->LogSize > 0)
                "0: (79) r0 = *(u64 *)(r1 +0)\nR1 invalid mem access 'scalar'\nprocessed 1 insns"u8.CopyTo(new Span<byte>((void*)load->LogBuffer, (int)load->LogSize));
            return load->LogSize is 0 or > (1 << 20) ? -(int)Errno.EACCES : -(int)Errno.ENOSPC;
        });
        var error = Assert.Throws<VerifierException>(() => new ObjectLoader(calls).Load(Spec()));
        Assert.Equal([0u, 1u << 20, 4u << 20], attempts);
        Assert.Equal("p1", error.ProgramName);
        Assert.Equal(2, error.Location!.Value.Line);
        Assert.Equal(Errno.EACCES, error.Error);
        Assert.Empty(calls.Descriptors);
    }

    [Fact]
    public void Interrupted_verification_is_tried_again()
    {
        FakeSystemCalls? calls = null;
        var interruptions = 3;
        calls = Fake((command, _, _) => command == BpfCommand.ProgramLoad && interruptions-- > 0 ? -(int)Errno.EAGAIN : calls!.Make());
        using var loaded = new ObjectLoader(calls).Load(Spec(1));
        Assert.Single(loaded.Programs);
    }

    [Fact]
    public void The_memory_lock_limit_is_raised_once_on_old_kernels()
    {
        FakeSystemCalls? calls = null;
        calls = Fake((command, _, _) => calls!.Log.Contains("memlock") || command == BpfCommand.BtfLoad ? calls!.Make() : -(int)Errno.EPERM);
        calls.MemoryLock = Errno.None;
        using var loaded = new ObjectLoader(calls).Load(Spec(1));
        Assert.Equal(1, calls.Log.Count(static entry => entry == "memlock"));
    }

    [Fact]
    public void Missing_privileges_are_named()
    {
        var calls = Fake(static (_, _, _) => -(int)Errno.EPERM);
        var error = Assert.Throws<BpfException>(() => new ObjectLoader(calls).Load(Spec(1)));
        Assert.Contains("CAP_BPF", error.Message, StringComparison.Ordinal);
        Assert.Equal(KernelOperation.MapCreate, error.Operation);
    }

    [Fact]
    public void Types_that_the_kernel_refuses_do_not_keep_programs_from_loading()
    {
        FakeSystemCalls? calls = null;
        calls = Fake((command, attributes, _) =>
        {
            if (command == BpfCommand.BtfLoad)
                return -(int)Errno.EINVAL;
            if (command == BpfCommand.ProgramLoad)
                Assert.Equal(0u, ((ProgramLoadAttributes*)attributes)->FunctionInfoCount);
            return calls!.Make();
        });
        using var loaded = new ObjectLoader(calls).Load(Spec(1));
        Assert.Equal(Errno.EINVAL, loaded.BtfError!.Errno);
    }

    [Fact]
    public void A_perf_event_array_gets_one_slot_for_each_possible_cpu()
    {
        FakeSystemCalls? calls = null;
        uint entries = 0;
        calls = Fake((_, attributes, _) =>
        {
            entries = ((MapCreateAttributes*)attributes)->MaxEntries;
            return calls!.Make();
        });
        using var loaded = new ObjectLoader(calls).Load(new ObjectSpec());
        loaded.Create(new MapSpec { Name = "e", Type = BpfMapType.PerfEventArray, KeySize = 4, ValueSize = 4 });
        Assert.Equal(8u, entries);
        var map = loaded.Create(new MapSpec { Name = "c", Type = BpfMapType.PerCpuHash, KeySize = 4, ValueSize = 12, MaxEntries = 1 });
        Assert.Equal((8, 16, 128), (map.CpuCount, map.CpuStride, map.ValueBytes));
    }
}
