using System;
using System.Collections.Generic;
using System.IO;
using Borescope.Btf;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Objects;
using Borescope.Objects.Loading;
using Borescope.Objects.Relocation;
using Borescope.Tests.Btf;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Tests.Objects;

/// <summary>Small objects that claim much: each bound of <see cref="ObjectLimits"/> ends the reading with a diagnostic.</summary>
public sealed class HostileObjectTests
{
    private const ulong Code = TinyObject.Allocated | TinyObject.Executable;
    private const ulong Data = TinyObject.Allocated | TinyObject.Write;

    [Fact]
    public void Data_sections_of_zeros_are_bounded_together()
    {
        var file = new TinyObject();
        file.Section(".bss.a", TinyObject.NoBits, Data, -1, ObjectLimits.MaxDataBytes / 2);
        file.Section(".bss.b", TinyObject.NoBits, Data, -1, ObjectLimits.MaxDataBytes / 2);
        file.Section(".bss.c", TinyObject.NoBits, Data, -1, 1);
        Refuses(file, "larger than the 64 MB");
    }

    [Fact]
    public void Data_sections_that_share_their_bytes_are_bounded_together()
    {
        var file = new TinyObject();
        var shared = file.Content(new byte[1 << 20]);
        for (var index = 0; index < 65; index++)
            file.Section($".data.{index}", TinyObject.ProgramBits, Data, shared);
        Refuses(file, "larger than the 64 MB");
    }

    [Fact]
    public void Maps_are_bounded()
    {
        var file = new TinyObject();
        for (var index = 0; index <= ObjectLimits.MaxMaps; index++)
            file.Section($".bss.{index}", TinyObject.NoBits, Data, -1, 1);
        Refuses(file, $"more than {ObjectLimits.MaxMaps} maps");
    }

    [Fact]
    public void Functions_are_bounded()
    {
        var file = new TinyObject();
        var code = file.Section("kprobe", TinyObject.ProgramBits, Code, file.Content(Exit(1)));
        for (var index = 0; index <= ObjectLimits.MaxFunctions; index++)
            file.Function("", code, 0, 1);
        Refuses(file, $"more than {ObjectLimits.MaxFunctions} functions");
    }

    [Fact]
    public void Relocation_sections_that_share_their_bytes_are_bounded_together()
    {
        var file = new TinyObject();
        var shared = file.Content(new byte[1 << 20]);
        var code = file.Content(Exit(1));
        for (uint index = 0; index < 17; index++)
        {
            file.Section($"kprobe/{index}", TinyObject.ProgramBits, Code, code);
            file.Section("", TinyObject.Relocations, 0, shared, extra: (index * 2) + 1);
        }

        Refuses(file, $"more than {ObjectLimits.MaxRelocations} relocations");
    }

    [Fact]
    public void Instructions_of_sections_that_share_their_bytes_are_bounded_together()
    {
        var file = new TinyObject();
        var shared = file.Content(Exit(1 << 18));
        for (var index = 0; index < 17; index++)
            file.Function($"f{index}", file.Section($"kprobe/{index}", TinyObject.ProgramBits, Code, shared), 0, 1);
        Refuses(file, $"more than {ObjectLimits.MaxSlots} instructions together");
    }

    [Fact]
    public void Programs_that_share_their_instructions_are_bounded_together()
    {
        var file = new TinyObject();
        const int Slots = 1 << 18;
        var section = file.Section("kprobe", TinyObject.ProgramBits, Code, file.Content(Exit(Slots)));
        for (var index = 0; index < 17; index++)
            file.Function($"f{index}", section, 0, Slots);
        Refuses(file, $"more than {ObjectLimits.MaxSlots} instructions together");
    }

    [Fact]
    public void One_program_is_bounded()
    {
        var file = new TinyObject();
        var section = file.Section("kprobe", TinyObject.ProgramBits, Code, file.Content(Exit(ObjectLimits.MaxProgramSlots + 1)));
        file.Function("long", section, 0, ObjectLimits.MaxProgramSlots + 1);
        Refuses(file, $"more than {ObjectLimits.MaxProgramSlots} instructions");
    }

    [Fact]
    public void Calls_within_calls_are_bounded()
    {
        var file = new TinyObject();
        const int Depth = ObjectLimits.MaxCallDepth + 2;
        var code = Exit(Depth * 2);
        for (var index = 0; index < Depth - 1; index++)
            new BpfInstruction(BpfOpcode.HelperCall, 0, BpfOpcode.PseudoCall, 0, 1).Write(code.AsSpan(index * 16));
        var section = file.Section("kprobe", TinyObject.ProgramBits, Code, file.Content(code));
        for (var index = 0; index < Depth; index++)
            file.Symbol($"f{index}", (byte)(index == 0 ? 0x12 : 0x02), section, (ulong)index * 16, 16);
        Refuses(file, "calls within calls");
    }

    [Fact]
    public void Names_for_the_kernel_are_bounded()
    {
        var file = new TinyObject();
        for (var index = 0; index <= ObjectLimits.MaxExterns; index++)
            file.Symbol("name", 0x10, 0, 0, 0);
        Refuses(file, $"more than {ObjectLimits.MaxExterns} names");
    }

    [Fact]
    public void Files_above_the_limit_are_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new TinyObject().ToBytes());
            using (var file = File.OpenWrite(path))
                file.SetLength(ObjectLimits.MaxBytes + 1L);
            Assert.False(ObjectSpec.TryRead(path, out _, out var diagnostics));
            Assert.Contains("more than an object file has", Assert.Single(diagnostics), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Steps_of_an_access_are_bounded()
    {
        var writer = new BtfWriter();
        writer.Add("self", BtfKind.Struct, 1, 8, writer.Text("inner"), 1, 0);
        Assert.True(BtfSpec.TryRead(writer.ToBytes(), out var spec, out _));
        using (spec)
        {
            var text = "0" + string.Concat(System.Linq.Enumerable.Repeat(":0", ObjectLimits.MaxAccessSteps - 1));
            Assert.NotNull(CoreAccess.Parse(spec![1], text, CoreRelocationKind.FieldByteOffset, out _));
            Assert.Null(CoreAccess.Parse(spec[1], text + ":0", CoreRelocationKind.FieldByteOffset, out var problem));
            Assert.Contains("no list of numbers", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Configuration_values_are_bounded()
    {
        var writer = new BtfWriter();
        var number = writer.Add("int", BtfKind.Int, 0, 4, 32);
        var array = writer.Add("", BtfKind.Array, 0, 0, number, number, ObjectLimits.MaxTextBytes);
        var variable = writer.Add("CONFIG_HUGE", BtfKind.Variable, 0, array, 2);
        writer.Add(".kconfig", BtfKind.DataSection, 1, 0, variable, 0, 4);
        var file = new TinyObject();
        file.Section(".BTF", TinyObject.ProgramBits, 0, file.Content(writer.ToBytes()));
        file.Symbol("CONFIG_HUGE", 0x10, 0, 0, 0);
        Refuses(file, "impossible size");
    }

    [Fact]
    public void Maps_of_maps_of_maps_end()
    {
        // A definition whose elements are the definition itself.
        var writer = new BtfWriter();
        var number = writer.Add("int", BtfKind.Int, 0, 4, 32);
        var type = writer.Add("", BtfKind.Array, 0, 0, number, number, 12);
        var pointer = writer.Add("", BtfKind.Pointer, 0, type);
        var definition = writer.Add("", BtfKind.Struct, 2, 8, writer.Text("type"), pointer, 0, writer.Text("values"), 6, 64);
        writer.Add("", BtfKind.Pointer, 0, definition);
        writer.Add("", BtfKind.Array, 0, 0, 5, number, 0);
        var variable = writer.Add("endless", BtfKind.Variable, 0, definition, 1);
        writer.Add(".maps", BtfKind.DataSection, 1, 16, variable, 0, 16);
        var file = new TinyObject();
        file.Section(".maps", TinyObject.ProgramBits, Data, file.Content(new byte[16]));
        file.Section(".BTF", TinyObject.ProgramBits, 0, file.Content(writer.ToBytes()));
        Refuses(file, "nests maps too deeply");
    }

    [Fact]
    public void Records_about_lines_are_bounded_over_all_programs()
    {
        var writer = new BtfWriter();
        var name = writer.Text("kprobe");
        var file = new TinyObject();
        const int Slots = 1 << 12, Programs = 300;
        var extension = new List<byte>();
        foreach (var word in (ReadOnlySpan<int>)[0xeb9f | (1 << 16), 24, 0, 0, 0, 12 + (Slots * 16), 16, (int)name, Slots])
            extension.AddRange(BitConverter.GetBytes(word));
        for (var index = 0; index < Slots; index++)
        {
            extension.AddRange(BitConverter.GetBytes(index * 8));
            extension.AddRange(new byte[12]);
        }

        var section = file.Section("kprobe", TinyObject.ProgramBits, Code, file.Content(Exit(Slots)));
        for (var index = 0; index < Programs; index++)
            file.Function($"f{index}", section, 0, Slots);
        file.Section(".BTF", TinyObject.ProgramBits, 0, file.Content(writer.ToBytes()));
        file.Section(".BTF.ext", TinyObject.ProgramBits, 0, file.Content([.. extension]));
        Refuses(file, $"more than {ObjectLimits.MaxRecords} records");
    }

    [Fact]
    public void A_configuration_value_that_is_no_variable_is_refused()
    {
        var writer = new BtfWriter();
        writer.Add(".kconfig", BtfKind.DataSection, 1, 0, 77, 0, 4);
        writer.Add(".ksyms", BtfKind.DataSection, 0, 0);
        var number = writer.Add("int", BtfKind.Int, 0, 4, 32);
        writer.Add("known", BtfKind.Variable, 0, number, 2);
        var file = new TinyObject();
        file.Section(".BTF", TinyObject.ProgramBits, 0, file.Content(writer.ToBytes()));
        file.Symbol("", 0x10, 0, 0, 0);
        file.Symbol("\u00e9", 0x10, 0, 0, 0);
        Refuses(file, "declared but not defined");

        var second = new BtfWriter();
        number = second.Add("int", BtfKind.Int, 0, 4, 32);
        var known = second.Add("known", BtfKind.Variable, 0, number, 2);
        second.Add(".kconfig", BtfKind.DataSection, 2, 0, known, 0, 4, 77, 0, 4);
        file = new TinyObject();
        file.Section(".BTF", TinyObject.ProgramBits, 0, file.Content(second.ToBytes()));
        file.Symbol("known", 0x10, 0, 0, 0);
        Refuses(file, "something else than variables in .kconfig");
    }

    [Fact]
    public void Types_for_an_older_kernel_are_made_of_sections_with_entries_that_do_not_exist()
    {
        var writer = new BtfWriter();
        writer.Add(".data", BtfKind.DataSection, 1, 4, 77, 0, 4);
        Assert.NotNull(BtfSanitizer.Sanitize(writer.ToBytes(), default));
    }

    [Fact]
    public void An_object_whose_calls_lead_nowhere_is_not_written()
    {
        var spec = new ObjectSpec { Btf = new BtfWriter().ToBytes() };
        spec.Programs.Add(new ProgramSpec
        {
            Name = "lost", Type = BpfProgramType.Kprobe, Section = "kprobe",
            Instructions = [new BpfInstruction(BpfOpcode.HelperCall, 0, BpfOpcode.PseudoCall, 0, 7), new BpfInstruction(BpfOpcode.ExitProgram, 0, 0, 0, 0)],
        });
        Assert.False(spec.TryWrite(out _, out var diagnostic));
        Assert.Contains("where no function starts", diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_that_refers_to_a_map_that_it_lacks_is_not_written()
    {
        var spec = new ObjectSpec { Btf = new BtfWriter().ToBytes() };
        spec.Programs.Add(new ProgramSpec
        {
            Name = "lost", Type = BpfProgramType.Kprobe, Section = "kprobe",
            Instructions = [new BpfInstruction(BpfOpcode.LoadImmediate64, 1, 1, 0, 0), default, new BpfInstruction(BpfOpcode.ExitProgram, 0, 0, 0, 0)],
            Relocations = [new BpfRelocation(0, BpfRelocationKind.Map, "absent", 0)],
        });
        Assert.False(spec.TryWrite(out _, out var diagnostic));
        Assert.Contains("absent", diagnostic, StringComparison.Ordinal);
    }

    private static byte[] Exit(int slots)
    {
        var code = new byte[slots * 8];
        for (var index = 0; index < slots; index++)
            code[index * 8] = BpfOpcode.ExitProgram;
        return code;
    }

    private static void Refuses(TinyObject file, string expected)
    {
        Assert.False(ObjectSpec.TryRead(file.ToBytes(), out _, out var diagnostics));
        Assert.Contains(expected, Assert.Single(diagnostics), StringComparison.Ordinal);
    }
}
