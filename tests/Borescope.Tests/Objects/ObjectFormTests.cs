using System;
using System.Linq;
using Borescope.Compiler;
using Borescope.Kernel;
using Borescope.Objects;

namespace Borescope.Tests.Objects;

/// <summary>Forms that compilers and sources give objects now and then, one object each.</summary>
public sealed class ObjectFormTests
{
    private const string Macros = """
        #define SEC(name) __attribute__((section(name), used))
        #define TAG(text) __attribute__((btf_decl_tag(text)))
        #define __uint(name, val) int (*name)[val]
        #define __arena __attribute__((address_space(1)))

        """;

    public static TheoryData<string> Compilers => ["clang-14", "clang-19"];

    // Clang 14 puts the table into .rodata.cst32, and its types say .rodata.
    [Theory]
    [MemberData(nameof(Compilers))]
    public void A_constant_that_is_in_another_section_than_its_type_says_is_left_out(string compiler)
    {
        var spec = Read(compiler, """
            static const int table[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
            const volatile int limit = 5, places[4] = { 9, 9 };
            SEC("tc") int look(unsigned *skb) { return table[skb[0] & 7] + limit + places[skb[1] & 3]; }
            """);
        Assert.Equal((5, ".rodata"), (spec.FindVariable("limit")!.Get<int>(), spec.FindVariable("limit")!.Map));
        MapSpec constants = spec.FindMap(".rodata")!;
        Assert.All(spec.Variables, variable => Assert.InRange(variable.Offset + variable.Size, 1, (int)spec.FindMap(variable.Map)!.ValueSize));
        Assert.True(Borescope.Btf.BtfSpec.TryRead(spec.Btf, out var types, out var diagnostic), diagnostic);
        using (types)
        {
            // The kernel takes sections whose variables lie one behind the other, inside.
            Assert.True(types!.TryFind(".rodata", Compiler.Btf.BtfKind.DataSection, out var section));
            Assert.Equal(32u, spec.FindMap(".rodata.cst32")!.ValueSize);
            var isElsewhere = compiler == "clang-14";
            Assert.Equal(isElsewhere ? constants.ValueSize + 32 : constants.ValueSize, section.RecordedSize);
            Assert.Equal(isElsewhere ? 0 : section.Id, constants.ValueTypeId);
        }
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public void What_runs_when_a_program_throws_is_part_of_it(string compiler)
    {
        const string Source = """
            int leaf(long cookie) { return cookie; }
            __attribute__((noinline)) int caught(long cookie) { return leaf(cookie + 1); }
            SEC("tc") TAG("exception_callback:caught") int throws(void *skb) { return 0; }
            SEC("tc") int calm(void *skb) { return 0; }
            """;
        var spec = Read(compiler, Source);
        Assert.Equal(["throws", "caught"], spec.FindProgram("throws")!.Functions.Select(static function => function.Name).Take(2));
        Assert.Single(spec.FindProgram("calm")!.Functions);
        var error = Assert.Throws<ObjectFormatException>(() => Read(compiler, Source.Replace(":caught", ":nobody", StringComparison.Ordinal)));
        Assert.Contains("when program throws throws, nobody shall run", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_of_an_arena_belong_to_its_map()
    {
        const string Arena = "struct { __uint(type, 33); __uint(map_flags, 1024); __uint(max_entries, 10); } shared SEC(\".maps\");\n";
        const string Variables = "int __arena started SEC(\".addr_space.1\") = 7; long __arena doubled SEC(\".addr_space.1\");\nSEC(\"syscall\") int run(void *context) { doubled = started++; return 0; }\n";
        var spec = Read("clang-19", Arena + Variables);
        Assert.Equal((BpfMapType.Arena, 16), (spec.FindMap("shared")!.Type, spec.FindMap("shared")!.InitialValue!.Length));
        Assert.Equal(("shared", 7), (spec.FindVariable("started")!.Map, spec.FindVariable("started")!.Get<int>()));
        spec.Set("doubled", 5L);
        Assert.Equal(5, spec.FindMap("shared")!.InitialValue![spec.FindVariable("doubled")!.Offset]);
        Assert.Contains(spec.FindProgram("run")!.Relocations, static relocation => relocation is { Kind: BpfRelocationKind.MapValue, Symbol: "shared" });
        var error = Assert.Throws<ObjectFormatException>(() => Read("clang-19", Variables));
        Assert.Contains("no map of type BPF_MAP_TYPE_ARENA", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ObjectFormatException>(() => Read("clang-19", Arena + Arena.Replace("shared", "more", StringComparison.Ordinal) + Variables));
        Assert.Contains("two arenas", error.Message, StringComparison.Ordinal);
    }

    // The last part of the structure's name only tells versions apart; a table with a question mark waits for somebody who wants it.
    [Theory]
    [MemberData(nameof(Compilers))]
    public void Tables_of_operations_have_flavours_and_can_be_optional(string compiler)
    {
        var spec = Read(compiler, """
            struct operations___new { int (*first)(void *); int (*second)(void *); };
            SEC("struct_ops") int a(void *context) { return 1; }
            SEC("struct_ops") int b(void *context) { return 2; }
            SEC(".struct_ops.link") struct operations___new wanted = { .first = a };
            SEC("?.struct_ops") struct operations___new optional = { .first = a, .second = b };
            """);
        Assert.Equal(("operations:first", true), (spec.FindProgram("a")!.AttachTarget, spec.FindProgram("a")!.AutoLoad));
        Assert.Equal(("operations:second", false), (spec.FindProgram("b")!.AttachTarget, spec.FindProgram("b")!.AutoLoad));
    }

    [Fact]
    public void Code_without_symbols_is_refused()
    {
        var tiny = new TinyObject();
        _ = tiny.Section("tc", TinyObject.ProgramBits, TinyObject.Allocated | TinyObject.Executable, tiny.Content([0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0]));
        var bytes = tiny.ToBytes();

        // Without the symbol table, as strip --strip-all leaves a file.
        var table = bytes.AsSpan((int)BitConverter.ToInt64(bytes, 40));
        for (var at = 64; at < 4 * 64; at += 64)
        {
            if (BitConverter.ToUInt32(table[(at + 4)..]) == 2)
                BitConverter.TryWriteBytes(table[(at + 4)..], 0);
        }

        Assert.False(ObjectSpec.TryRead(bytes, out _, out var diagnostics));
        Assert.Contains("it has code and no symbols", Assert.Single(diagnostics), StringComparison.Ordinal);
    }

    private static ObjectSpec Read(string compiler, string source) => ObjectSpec.Read(BpfObjectFiles.Build(compiler, Macros + source + "\nchar LICENSE[] SEC(\"license\") = \"GPL\";\n"));
}
