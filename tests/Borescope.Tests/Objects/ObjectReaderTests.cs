using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Borescope.Btf;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Objects;
using Borescope.Objects.Relocation;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Tests.Objects;

/// <summary>Object files of two compilers, read into specifications; and bytes that lie.</summary>
public sealed class ObjectReaderTests(BpfObjectFiles files) : IClassFixture<BpfObjectFiles>
{
    public static TheoryData<string> Compilers => ["clang-14", "clang-19"];

    [Theory]
    [MemberData(nameof(Compilers))]
    public void Programs_are_found_with_what_their_sections_say(string compiler)
    {
        var spec = Read(compiler);
        Assert.Equal(("sample", "Dual MIT/GPL", 0x50000u), (spec.Name, spec.License, spec.KernelVersion));
        Assert.Equal(["one", "two", "three"], spec.Programs.Select(static program => program.Name));
        var one = spec.FindProgram("one")!;
        Assert.Equal((BpfProgramType.Kprobe, ProgramAttach.Kprobe, "vfs_read", true), (one.Type, one.Attach, one.AttachTarget, one.AutoLoad));
        Assert.False(spec.FindProgram("two")!.AutoLoad);
        Assert.Equal(BpfAttachType.TraceRawTracepoint, spec.FindProgram("three")!.ExpectedAttachType);
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public void Sub_programs_follow_in_the_order_of_their_first_call_and_calls_lead_to_them(string compiler)
    {
        var spec = Read(compiler);
        Assert.Equal(["one", "global", "leaf", "hidden"], spec.FindProgram("one")!.Functions.Select(static function => function.Name));
        Assert.Equal(["two", "each", "leaf"], spec.FindProgram("two")!.Functions.Select(static function => function.Name));
        foreach (var program in spec.Programs)
        {
            var starts = program.Functions.Select(static function => function.InstructionIndex).ToHashSet();
            for (var index = 0; index < program.Instructions.Count; index++)
            {
                var slot = program.Instructions[index];
                if (slot is { Opcode: BpfOpcode.HelperCall, Source: BpfOpcode.PseudoCall } or { IsWide: true, Source: BpfOpcode.PseudoFunction })
                    Assert.Contains(index + 1 + slot.Immediate, starts);
            }

            Assert.All(program.Functions, function => Assert.Contains(program.Lines, line => line.InstructionIndex == function.InstructionIndex));
            Assert.All(program.Lines, static line => Assert.EndsWith("sample.bpf.c", line.Location.File, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public void Maps_are_read_from_their_types(string compiler)
    {
        var spec = Read(compiler);
        var shared = spec.FindMap("shared")!;
        Assert.Equal((BpfMapType.Hash, 16u, 12u, 100u, MapFlags.NoPreallocation, true), (shared.Type, shared.KeySize, shared.ValueSize, shared.MaxEntries, shared.Flags, shared.IsPinned));
        var outer = spec.FindMap("outer")!;
        Assert.Equal((BpfMapType.Array, 4u, 8u, 4u), (outer.Inner!.Type, outer.Inner.KeySize, outer.Inner.ValueSize, outer.Inner.MaxEntries));
        Assert.Equal([new MapEntry(0, "first"), new MapEntry(2, "second")], outer.Entries);
        Assert.Equal((BpfMapType.ProgramArray, 4u), (spec.FindMap("jumps")!.Type, spec.FindMap("jumps")!.ValueSize));
        var constants = spec.FindMap(".rodata")!;
        Assert.True(constants.Freeze && constants.Flags.HasFlag(MapFlags.ReadOnlyFromProgram));
        Assert.Equal("sample.rodata", constants.KernelName);
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public void Variables_can_be_read_and_set(string compiler)
    {
        var spec = Read(compiler);
        Assert.Equal(42, spec.FindVariable("limit")!.Get<int>());
        Assert.Equal(7, spec.FindVariable("counter")!.Get<int>());
        Assert.Equal((".data.own", 3), (spec.FindVariable("own")!.Map, spec.FindVariable("own")!.Get<int>()));
        Assert.Equal((".bss", 32), (spec.FindVariable("zeroes")!.Map, spec.FindVariable("zeroes")!.Size));
        spec.Set("limit", 5);
        Assert.Equal(5, BitConverter.ToInt32(spec.FindMap(".rodata")!.InitialValue!, spec.FindVariable("limit")!.Offset));
        Assert.Throws<ArgumentException>(() => spec.Set("limit", 5L));
        Assert.Throws<KeyNotFoundException>(() => spec.Set("limits", 5));
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public void What_the_kernel_provides_is_listed(string compiler)
    {
        var spec = Read(compiler);
        Assert.Equal(
            [("CONFIG_BPF", ExternKind.Configuration, true), ("LINUX_KERNEL_VERSION", ExternKind.Configuration, false), ("init_task", ExternKind.Symbol, false), ("the_function", ExternKind.Function, true)],
            spec.Externs.Select(static item => (item.Name, item.Kind, item.IsWeak)).Order());
        Assert.Equal(5u, spec.FindMap(".kconfig")!.ValueSize);
        Assert.Contains(spec.FindProgram("two")!.Relocations, static relocation => relocation is { Kind: BpfRelocationKind.Extern, Symbol: "init_task" });
        Assert.Contains(spec.FindProgram("two")!.Relocations, static relocation => relocation is { Kind: BpfRelocationKind.Kfunc, Symbol: "the_function" });
        Assert.Equal(CoreRelocationKind.FieldByteOffset, Assert.Single(spec.FindProgram("three")!.CoreRelocations).Kind);
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public void Types_become_what_the_kernel_takes(string compiler)
    {
        var spec = Read(compiler);
        Assert.True(BtfSpec.TryRead(spec.Btf, out var btf, out var diagnostic), diagnostic);
        using (btf)
        {
            foreach (var section in btf!.OfKind(BtfKind.DataSection))
                Assert.NotEqual(0u, section.RecordedSize);
            foreach (var function in btf.OfKind(BtfKind.Function))
                Assert.InRange(function.Linkage, 0, 1);
            foreach (var variable in btf.OfKind(BtfKind.Variable))
                Assert.InRange(variable.Linkage, 0, 1);
            Assert.True(btf.TryFind("hidden", BtfKind.Function, out var hidden) && hidden.Linkage == 0);
        }
    }

    [Fact]
    public void Streams_files_and_spans_give_the_same()
    {
        var bytes = files.Get("clang-19");
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            Assert.Equal(ObjectSpec.Read(bytes).Btf, ObjectSpec.Read(path).Btf);
            Assert.Equal(ObjectSpec.Read(new MemoryStream(bytes)).Btf, ObjectSpec.Read(path).Btf);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("/no/such/file.bpf.o", "cannot open")]
    [InlineData("/etc/passwd", "not an ELF file")]
    [InlineData("/bin/sh", "not a BPF object")]
    public void Other_files_are_refused_with_a_reason(string path, string expected)
    {
        var error = Assert.Throws<ObjectFormatException>(() => ObjectSpec.Read(path));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    // What an object says can be anything: a diagnostic, never an exception, never without end.
    [Theory]
    [MemberData(nameof(Compilers))]
    public void Changed_bytes_give_diagnostics_not_exceptions(string compiler)
    {
        var good = files.Get(compiler);
        var random = new Random(20);
        var refused = 0;
        var rounds = int.Parse(Environment.GetEnvironmentVariable("BORESCOPE_OBJECT_ROUNDS") ?? "3000", System.Globalization.CultureInfo.InvariantCulture);
        var (keyStart, keyEnd) = InterestingPart(good);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var at = round % 2 == 0 ? random.Next(bytes.Length) : random.Next(keyStart, keyEnd);
                bytes[at] = random.Next(4) switch { 0 => 0, 1 => 0xff, 2 => (byte)(bytes[at] ^ (1 << random.Next(8))), _ => (byte)random.Next(256) };
            }

            if (round % 16 == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            if (ObjectSpec.TryRead(bytes, out var spec, out var diagnostics))
            {
                Relocate(spec!);
            }
            else
            {
                refused++;
                Assert.NotEmpty(diagnostics);
            }
        }

        Assert.InRange(refused, rounds / 20, rounds);
    }

    // The object's types stand for the kernel's, too: whatever they say, the answer is code or a reason.
    private static void Relocate(ObjectSpec spec)
    {
        if (!BtfSpec.TryRead(spec.Btf, out var btf, out _))
            return;
        using (btf)
        {
            var relocator = new CoreRelocator(btf!, new CoreTargets(btf!, static () => []), null);
            foreach (var program in spec.Programs)
            {
                try
                {
                    relocator.Apply(program, program.Instructions.ToArray());
                }
                catch (BpfException error)
                {
                    Assert.NotEmpty(error.Message);
                }
            }
        }
    }

    // Headers, symbols and relocations are at the end, code and maps at the start; debug information between them matters less.
    private static (int Start, int End) InterestingPart(byte[] bytes) => (Math.Max(0, bytes.Length - 9000), bytes.Length);

    private ObjectSpec Read(string compiler) => ObjectSpec.Read(files.Get(compiler), "sample.bpf.o");
}
