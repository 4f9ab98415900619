using System;
using System.Runtime.InteropServices;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Objects;

namespace Borescope.KernelTests.Library;

/// <summary>Hand-assembled programs: one counts its runs in this process, one sends 16 bytes through a buffer.</summary>
internal static class TestProgram
{
    private const int GetCurrentPidTgid = 14;
    private const int PerfEventOutput = 25;
    private const int RingBufferOutput = 130;
    private const int GetAttachCookie = 174;

    /// <summary>Element 0 of map "counts" += 1 when the process is this one (or any, without filter); element 1 = the cookie when asked for.</summary>
    internal static ObjectSpec Counter(BpfProgramType type, bool anyProcess = false, bool cookie = false)
    {
        var code = new System.Collections.Generic.List<BpfInstruction>
        {
            Mov(6, 1),
            Call(GetCurrentPidTgid),
            new(0x77, 0, 0, 0, 32),
            new(0x55, 0, 0, (short)(cookie ? 9 : 4), anyProcess ? 0 : Environment.ProcessId),
        };
        if (anyProcess)
            code[^1] = new BpfInstruction(0xb7, 0, 0, 0, 0);
        var first = code.Count;
        code.Add(new BpfInstruction(BpfOpcode.LoadImmediate64, 1, 2, 0, 0));
        code.Add(new BpfInstruction(0, 0, 0, 0, 0));
        code.Add(new BpfInstruction(0xb7, 2, 0, 0, 1));
        code.Add(new BpfInstruction(0xdb, 1, 2, 0, 0));
        var spec = new ObjectSpec();
        var relocations = new System.Collections.Generic.List<BpfRelocation> { new(first, BpfRelocationKind.MapValue, "counts", 0) };
        if (cookie)
        {
            code.Add(Mov(1, 6));
            code.Add(Call(GetAttachCookie));
            relocations.Add(new BpfRelocation(code.Count, BpfRelocationKind.MapValue, "counts", 8));
            code.Add(new BpfInstruction(BpfOpcode.LoadImmediate64, 1, 2, 0, 0));
            code.Add(new BpfInstruction(0, 0, 0, 0, 8));
            code.Add(new BpfInstruction(0x7b, 1, 0, 0, 0));
        }

        code.Add(new BpfInstruction(0xb7, 0, 0, 0, 0));
        code.Add(new BpfInstruction(BpfOpcode.ExitProgram, 0, 0, 0, 0));
        spec.Maps.Add(new MapSpec { Name = "counts", Type = BpfMapType.Array, KeySize = 4, ValueSize = 16, MaxEntries = 1 });
        spec.Programs.Add(new ProgramSpec { Name = "counter", Type = type, Instructions = code, Relocations = relocations });
        return spec;
    }

    /// <summary>Sends the first two words of its context through map "events".</summary>
    internal static ObjectSpec Sender(BpfMapType bufferType, uint bytes)
    {
        var ring = bufferType == BpfMapType.RingBuffer;
        var spec = new ObjectSpec();
        spec.Maps.Add(new MapSpec
        {
            Name = "events", Type = bufferType, KeySize = ring ? 0u : 4, ValueSize = ring ? 0u : 4, MaxEntries = ring ? bytes : 0,
        });
        BpfInstruction[] code = ring
            ?
            [
                new(0x79, 2, 1, 0, 0), new(0x7b, 10, 2, -16, 0), new(0x79, 2, 1, 8, 0), new(0x7b, 10, 2, -8, 0),
                new(BpfOpcode.LoadImmediate64, 1, 1, 0, 0), default,
                Mov(2, 10), new(0x07, 2, 0, 0, -16), new(0xb7, 3, 0, 0, 16), new(0xb7, 4, 0, 0, 0), Call(RingBufferOutput),
                new(0xb7, 0, 0, 0, 0), new(BpfOpcode.ExitProgram, 0, 0, 0, 0),
            ]
            :
            [
                new(0x79, 2, 1, 0, 0), new(0x7b, 10, 2, -16, 0), new(0x79, 2, 1, 8, 0), new(0x7b, 10, 2, -8, 0),
                new(BpfOpcode.LoadImmediate64, 2, 1, 0, 0), default,
                new(BpfOpcode.LoadImmediate64, 3, 0, 0, -1), default,
                Mov(4, 10), new(0x07, 4, 0, 0, -16), new(0xb7, 5, 0, 0, 16), Call(PerfEventOutput),
                new(0xb7, 0, 0, 0, 0), new(BpfOpcode.ExitProgram, 0, 0, 0, 0),
            ];
        spec.Programs.Add(new ProgramSpec
        {
            Name = "sender",
            Type = BpfProgramType.RawTracepoint,
            Instructions = code,
            Relocations = [new BpfRelocation(4, BpfRelocationKind.Map, "events", 0)],
        });
        return spec;
    }

    internal static (ulong Count, ulong Cookie) Read(BpfMap counts)
    {
        Span<byte> value = stackalloc byte[16];
        Assert.True(counts.TryLookup([0, 0, 0, 0], value));
        return (MemoryMarshal.Read<ulong>(value), MemoryMarshal.Read<ulong>(value[8..]));
    }

    internal static void RequireTracing() =>
        Assert.SkipUnless(Capabilities.Read(SystemCalls.Instance).CanTrace, "needs root, or CAP_BPF and CAP_PERFMON");

    private static BpfInstruction Mov(byte destination, byte source) => new(0xbf, destination, source, 0, 0);

    private static BpfInstruction Call(int helper) => new(BpfOpcode.HelperCall, 0, 0, 0, helper);
}
