using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Borescope.Btf;
using Borescope.Compiler.Instructions;
using Borescope.Elf;
using Borescope.Kernel;
using Borescope.Objects;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Tests.Objects;

/// <summary>Objects that clang built, read, written and read again.</summary>
public sealed class ObjectWriterTests(BpfObjectFiles files) : IClassFixture<BpfObjectFiles>
{
    public static TheoryData<string> Kept => [.. KeptFiles()];

    public static TheoryData<string> Compilers => ["clang-14", "clang-19"];

    [Theory]
    [MemberData(nameof(Kept))]
    public void An_object_of_the_source_tree_is_written_as_it_was_read(string path)
    {
        var spec = ObjectSpec.Read(Path.Combine(Root, path));
        if (spec.Btf.Length == 0)
        {
            Assert.False(spec.TryWrite(out _, out var diagnostic));
            Assert.NotNull(diagnostic);
            return;
        }

        SameObject.Assert(spec, Again(spec));
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public void One_of_everything_is_written_as_it_was_read(string compiler)
    {
        var spec = Read(compiler);
        Assert.NotEmpty(spec.FindProgram("three")!.CoreRelocations);
        SameObject.Assert(spec, Again(spec));

        // What the second writing starts from has been written once: nothing is added time and again.
        var second = Again(Again(spec));
        SameObject.Assert(spec, second);
        Assert.InRange(second.Btf.Length, spec.Btf.Length, spec.Btf.Length + 400);
    }

    [Fact]
    public void Relocations_by_kernel_types_keep_their_places_when_functions_move()
    {
        var spec = Read("clang-19");
        var three = spec.FindProgram("three")!;
        Assert.Contains(three.CoreRelocations, static relocation => relocation is { Kind: CoreRelocationKind.FieldByteOffset, Access: "0:0" });

        // A second program in front of it in the same section moves it there, and takes its function along.
        spec.Programs.Insert(0, three with { Name = "before" });
        var again = Again(spec);
        Assert.Equal(three.CoreRelocations, again.FindProgram("three")!.CoreRelocations);
        Assert.Equal(three.CoreRelocations, again.FindProgram("before")!.CoreRelocations);
        Assert.Equal(three.Instructions, again.FindProgram("three")!.Instructions);
    }

    [Fact]
    public void A_function_that_was_changed_in_one_program_is_not_shared_with_the_others()
    {
        var spec = Read("clang-19");
        var two = spec.FindProgram("two")!;
        BpfInstruction[] code = [.. two.Instructions];
        var leaf = two.Functions.First(static function => function.Name == "leaf").InstructionIndex;
        var at = Array.FindIndex(code, leaf, static slot => slot is { Opcode: BpfOpcode.Alu | BpfOpcode.Mul } or { Opcode: BpfOpcode.Alu64 | BpfOpcode.Mul });
        code[at] = code[at] with { Immediate = 5 };
        spec.Replace(two with { Instructions = code });
        SameObject.Assert(spec, Again(spec));
    }

    [Fact]
    public void What_was_changed_after_reading_is_written()
    {
        var spec = Read("clang-19");
        spec.Set("limit", 43);
        spec.License = "GPL";
        spec.Variables.First(static variable => variable.Name == "zeroes").Value[0] = 9;
        spec.Replace(spec.FindMap("shared")! with { MaxEntries = 7, Extra = 5_000_000_000, IsPinned = false });
        spec.Replace(spec.FindProgram("two")! with { AutoLoad = true, AttachTarget = "sched/sched_wakeup" });
        spec.Replace(spec.FindProgram("one")! with { AutoLoad = false });
        var again = Again(spec);
        Assert.Equal((43, "GPL"), (again.Get<int>("limit"), again.License));
        var shared = again.FindMap("shared")!;
        Assert.Equal((7u, 5_000_000_000ul, false, 16u), (shared.MaxEntries, shared.Extra, shared.IsPinned, shared.KeySize));
        Assert.Equal(spec.FindMap("shared")!.KeyTypeId, shared.KeyTypeId);
        Assert.Equal(("tp/sched/sched_wakeup", true), (again.FindProgram("two")!.Section, again.FindProgram("two")!.AutoLoad));
        Assert.Equal(("?kprobe/vfs_read", false), (again.FindProgram("one")!.Section, again.FindProgram("one")!.AutoLoad));

        // A .bss holds zeroes only.
        Assert.Equal(".data.bss", again.FindVariable("zeroes")!.Map);
        Assert.Equal(9, again.FindVariable("zeroes")!.Value[0]);
    }

    [Fact]
    public void A_longer_licence_fits_too()
    {
        var spec = Read("clang-19");
        spec.License = "Dual BSD/GPL, or whatever else";
        Assert.Equal(spec.License, Again(spec).License);
        spec.License = "";
        Assert.Equal("", Again(spec).License);
    }

    [Fact]
    public void Names_of_the_kernel_are_declared_for_other_loaders()
    {
        var spec = Read("clang-19");
        Assert.True(spec.TryWrite(out var content, out var diagnostic), diagnostic);
        Assert.True(ElfFile.TryRead(SystemCalls.Instance, content, "written", out var file, out diagnostic), diagnostic);
        using (file)
        {
            Assert.True(file!.TryFindSection(".BTF"u8, out var section));
            Assert.True(BtfSpec.TryRead(file.BytesOf(section), out var btf, out diagnostic), diagnostic);
            using (btf)
            {
                // libbpf finds them by name and wants them extern (2).
                Assert.True(btf!.TryFind("LINUX_KERNEL_VERSION", BtfKind.Variable, out var version));
                Assert.True(btf.TryFind("init_task", BtfKind.Variable, out var task));
                Assert.True(btf.TryFind("the_function", BtfKind.Function, out var function));
                Assert.Equal((2, 2, 2), ((int)version.Linkage, (int)task.Linkage, (int)function.Linkage));
            }
        }
    }

    [Theory]
    [InlineData("", "is in no section")]
    [InlineData("?", "is in no section")]
    [InlineData(".text", "is in section .text")]
    public void A_program_without_a_section_of_its_own_is_not_written(string section, string expected)
    {
        var spec = Read("clang-19");
        spec.Replace(spec.FindProgram("one")! with { Section = section });
        Refuses(spec, expected);
    }

    [Fact]
    public void What_an_object_of_other_loaders_cannot_say_is_refused()
    {
        var spec = Read("clang-19");
        spec.Externs.RemoveAt(spec.Externs.IndexOf(spec.Externs.First(static item => item.Name == "init_task")));
        Refuses(spec, "init_task, which the object does not have");

        spec = Read("clang-19");
        Replace(spec, "the_function", static item => item with { TypeId = 0 });
        Refuses(spec, "the kernel's function the_function has no type");

        spec = Read("clang-19");
        spec.Externs.Clear();
        Refuses(spec, "which the object does not");

        spec = Read("clang-19");
        spec.Replace(spec.FindMap("outer")! with { Entries = [new MapEntry(0, "nowhere")] });
        Refuses(spec, "map outer starts with nowhere");

        spec = Read("clang-19");
        spec.Replace(spec.FindMap(".data")! with { Type = BpfMapType.PerCpuArray });
        Refuses(spec, "map .data is used as a variable");

        spec = Read("clang-19");
        var three = spec.FindProgram("three")!;
        spec.Replace(three with { CoreRelocations = [new CoreRelocation(three.Instructions.Count, 1, "0", CoreRelocationKind.TypeExists)] });
        Refuses(spec, "a relocation for instruction");

        spec = Read("clang-19");
        spec.Replace(three with { Instructions = [new BpfInstruction(BpfOpcode.HelperCall, 0, BpfOpcode.PseudoCall, 0, -1), .. three.Instructions.Skip(1)] });
        Refuses(spec, "calls itself");
    }

    private static string Root
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Borescope.slnx")))
                folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }

    private static IEnumerable<string> KeptFiles() =>
        ((ReadOnlySpan<string>)["samples", "tests/Borescope.Generators.Tests/Cases"]).ToArray()
            .SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.bpf.o", SearchOption.AllDirectories))
            .Select(static path => Path.GetRelativePath(Root, path))
            .Where(static path => !path.Split('/').Any(static part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    private static ObjectSpec Again(ObjectSpec spec)
    {
        Assert.True(spec.TryWrite(out var content, out var diagnostic), diagnostic);
        Assert.True(ObjectSpec.TryRead(content, out var again, out var diagnostics, spec.Name), string.Join(", ", diagnostics));
        return again!;
    }

    private static void Replace(ObjectSpec spec, string name, Func<ExternSpec, ExternSpec> change)
    {
        var index = spec.Externs.IndexOf(spec.Externs.First(item => item.Name == name));
        spec.Externs[index] = change(spec.Externs[index]);
    }

    private static void Refuses(ObjectSpec spec, string expected)
    {
        Assert.False(spec.TryWrite(out _, out var diagnostic));
        Assert.Contains(expected, diagnostic, StringComparison.Ordinal);
    }

    private ObjectSpec Read(string compiler) => ObjectSpec.Read(files.Get(compiler), "sample.bpf.o");
}
