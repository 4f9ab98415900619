using System;
using Borescope.Btf;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Tests.Btf;

public sealed class BtfSpecTests
{
    private const uint KindFlag = 0x80000000;

    private static BtfSpec Read(BtfWriter writer, BtfSpec? baseSpec = null)
    {
        Assert.True(BtfSpec.TryRead(writer.ToBytes(), out var spec, out var diagnostic, baseSpec: baseSpec), diagnostic);
        return spec!;
    }

    private static BtfWriter Sample()
    {
        var writer = new BtfWriter();
        var intType = writer.Add("int", BtfKind.Int, 0, 4, (1u << 24) | 32);
        var charType = writer.Add("char", BtfKind.Int, 0, 1, 8);
        var array = writer.Add("", BtfKind.Array, 0, 0, charType, intType, 16);
        var inner = writer.Add("", BtfKind.Union, 2, 8, writer.Text("low"), intType, 0, writer.Text("wide"), 6, 0);
        var outer = writer.Add("thing", BtfKind.Struct, 3, 32, writer.Text("comm"), array, 0, 0, inner, 128, writer.Text("self"), 6, 192);
        writer.Add("", BtfKind.Pointer, 0, outer);
        writer.Add("thing_t", BtfKind.Typedef, 0, 8);
        writer.Add("", BtfKind.Const, 0, outer);
        var proto = writer.Add("", BtfKind.FunctionPrototype, 3, intType, writer.Text("t"), 6, writer.Text("n"), intType, 0, 0);
        writer.Add("do_thing", BtfKind.Function, 1, proto);
        writer.AddRaw(writer.Text("flags"), KindFlag | ((uint)BtfKind.Struct << 24) | 2, 4, writer.Text("a"), intType, 3u << 24, writer.Text("b"), intType, (5u << 24) | 3);
        writer.AddRaw(writer.Text("level"), KindFlag | ((uint)BtfKind.Enum << 24) | 2, 4, writer.Text("LOW"), unchecked((uint)-1), writer.Text("HIGH"), 7);
        writer.Add("big", BtfKind.Enum64, 1, 8, writer.Text("HUGE"), 1, 1);
        writer.Add("", BtfKind.Pointer, 0, proto);
        writer.Add("", BtfKind.Const, 0, 6);
        return writer;
    }

    [Theory]
    [InlineData(1u, "int", 4)]
    [InlineData(3u, "char[16]", 16)]
    [InlineData(5u, "struct thing", 32)]
    [InlineData(6u, "struct thing *", 8)]
    [InlineData(7u, "thing_t", 32)]
    [InlineData(8u, "const struct thing", 32)]
    [InlineData(10u, "int do_thing(struct thing *t, int n, ...)", 0)]
    [InlineData(14u, "int (*)(struct thing *t, int n, ...)", 8)]
    [InlineData(15u, "struct thing *const", 8)]
    [InlineData(4u, "union (anonymous)", 8)]
    [InlineData(0u, "void", 0)]
    [InlineData(999u, "void", 0)]
    public void Types_have_names_and_sizes(uint id, string name, long size)
    {
        using var spec = Read(Sample());
        Assert.Equal(name, spec[id].ToString());
        Assert.Equal(size, spec[id].Size);
    }

    [Theory]
    [InlineData("comm", 0, "char[16]")]
    [InlineData("low", 128, "int")]
    [InlineData("wide", 128, "struct thing *")]
    [InlineData("self", 192, "struct thing *")]
    public void Members_are_found_through_anonymous_unions_and_typedefs(string name, long bits, string type)
    {
        using var spec = Read(Sample());
        Assert.True(spec.TryFind("thing_t", BtfKind.Typedef, out var thing));
        Assert.True(thing.TryFindMember(name, out var member));
        Assert.Equal(bits, member.BitOffset);
        Assert.Equal(type, member.Type.ToString());
        Assert.False(thing.TryFindMember("nothing", out _));
        Assert.False(thing.TryFindMember("", out _));
    }

    [Fact]
    public void Bit_fields_and_enumerations_are_decoded()
    {
        using var spec = Read(Sample());
        Assert.True(spec.TryFind("flags", BtfKind.Struct, out var flags));
        Assert.True(flags.TryFindMember("b", out var b));
        Assert.Equal((3, 5), (b.BitOffset, b.BitfieldSize));
        Assert.True(spec.TryFind("level", BtfKind.Enum, out var level));
        Assert.Equal([new BtfEnumValue("LOW", -1), new BtfEnumValue("HIGH", 7)], [level.EnumValues[0], level.EnumValues[1]]);
        Assert.True(spec.TryFind("big", BtfKind.Enum64, out var big));
        Assert.Equal(0x1_0000_0001, big.EnumValues[0].Value);
    }

    [Fact]
    public void Functions_have_parameters_and_results()
    {
        using var spec = Read(Sample());
        Assert.True(spec.TryFind("do_thing", BtfKind.Function, out var function));
        Assert.Equal(2, function.Parameters.Count);
        Assert.True(function.Parameters.IsVariadic);
        Assert.Equal("n", function.Parameters[1].Name);
        Assert.Equal("int", function.ReturnType.ToString());
        Assert.Single(spec.OfKind(BtfKind.Function));
    }

    [Fact]
    public void Module_types_lie_on_top_of_their_base()
    {
        using var kernel = Read(Sample());
        var writer = new BtfWriter();
        using var module = Read(WriteModule(writer, kernel), kernel);
        Assert.Equal(kernel.EndId, module.FirstId);
        Assert.Equal("struct thing *", module[6].ToString());
        Assert.Equal("struct thing **", module[module.FirstId].ToString());
    }

    private static BtfWriter WriteModule(BtfWriter writer, BtfSpec kernel)
    {
        Assert.True(kernel.Count > 0);
        writer.AddRaw(0, (uint)BtfKind.Pointer << 24, 6);
        return writer;
    }

    [Fact]
    public void Scan_and_index_agree()
    {
        using var spec = Read(Sample());
        var scanned = spec.TryFind("thing", BtfKind.Struct, out var first);
        for (var round = 0; round < 40; round++)
            spec.TryFind("missing", BtfKind.Struct, out _);
        Assert.True(scanned && spec.TryFind("thing", BtfKind.Struct, out var second) && first == second);
        Assert.False(spec.TryFind("thing", BtfKind.Union, out _));
        Assert.False(spec.TryFind("hing", BtfKind.Struct, out _));
        Assert.False(spec.TryFind(new string('x', 10_000), BtfKind.Struct, out _));
    }

    [Fact]
    public void Cycles_and_deep_chains_end()
    {
        var writer = new BtfWriter();
        writer.Add("loop", BtfKind.Typedef, 0, 2);
        writer.Add("", BtfKind.Const, 0, 1);
        writer.Add("", BtfKind.Array, 0, 0, 3, 1, 1000);
        writer.Add("", BtfKind.Pointer, 0, 4);
        writer.Add("self", BtfKind.Struct, 2, 4, 0, 5, 0, 0, 5, 0);
        writer.Add("fn", BtfKind.Function, 0, 6);
        writer.Add("", BtfKind.FunctionPrototype, 1, 7, writer.Text("p"), 7);
        writer.Add("v", BtfKind.Variable, 0, 8, 1);
        using var spec = Read(writer);
        for (uint id = 0; id < spec.EndId + 2; id++)
        {
            _ = spec[id].ToString();
            _ = spec[id].Size;
            _ = spec[id].Resolve();
            _ = spec[id].ReturnType;
            Assert.False(spec[id].TryFindMember("absent", out _));
        }
    }

    [Fact]
    public void Unknown_kinds_are_skipped_when_the_file_says_how_long_they_are()
    {
        var writer = new BtfWriter();
        writer.AddRaw(0, (21u << 24) | 2, 0, 1, 2, 3);
        var last = writer.Add("int", BtfKind.Int, 0, 4, 32);
        Assert.False(BtfSpec.TryRead(writer.ToBytes(), out _, out var diagnostic));
        Assert.Contains("unknown kind 21", diagnostic, StringComparison.Ordinal);
        var layout = new byte[22 * 4];
        layout[21 * 4] = 4;
        layout[(21 * 4) + 1] = 4;
        Assert.True(BtfSpec.TryRead(writer.ToBytes(32, layout), out var spec, out diagnostic), diagnostic);
        using (spec)
            Assert.Equal("int", spec![last].ToString());
    }

    [Theory]
    [InlineData(0, "not a BTF blob")]
    [InlineData(23, "not a BTF blob")]
    [InlineData(60, "outside")]
    public void Cut_off_blobs_are_refused(int length, string expected)
    {
        Assert.False(BtfSpec.TryRead(Sample().ToBytes().AsSpan(0, length), out _, out var diagnostic));
        Assert.Contains(expected, diagnostic, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0x12, "wrong magic")]
    [InlineData(4, 200, "type section lies outside")]
    [InlineData(5, 200, "impossible header length")]
    [InlineData(8, 1, "not aligned")]
    [InlineData(11, 200, "type section lies outside")]
    [InlineData(15, 200, "type section lies outside")]
    [InlineData(19, 200, "string section lies outside")]
    [InlineData(23, 200, "string section lies outside")]
    public void Bad_headers_are_named(int position, byte value, string expected)
    {
        var bytes = Sample().ToBytes();
        bytes[position] = value;
        Assert.False(BtfSpec.TryRead(bytes, out _, out var diagnostic));
        Assert.Contains(expected, diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public void The_other_byte_order_is_named()
    {
        var bytes = Sample().ToBytes();
        (bytes[0], bytes[1]) = (bytes[1], bytes[0]);
        Assert.False(BtfSpec.TryRead(bytes, out _, out var diagnostic));
        Assert.Contains("byte order", diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_damage_gives_a_diagnostic_or_a_type_and_never_an_exception()
    {
        var random = new Random(11);
        var original = Sample().ToBytes();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = (byte[])original.Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
                bytes[random.Next(round % 2 == 0 ? 24 : 0, bytes.Length)] = (byte)random.Next(256);
            if (!BtfSpec.TryRead(bytes, out var spec, out var diagnostic))
            {
                Assert.NotNull(diagnostic);
                continue;
            }

            using (spec)
            {
                for (uint id = 0; id <= spec!.EndId; id++)
                {
                    _ = spec[id].ToString();
                    _ = spec[id].Size;
                    _ = spec[id].IsChar;
                    spec[id].TryFindMember("self", out _);
                    foreach (var member in spec[id].Members)
                        _ = member.Name;
                    foreach (var value in spec[id].EnumValues)
                        _ = value.Name;
                    foreach (var parameter in spec[id].Parameters)
                        _ = parameter.Name;
                }

                spec.TryFind("thing", BtfKind.Struct, out _);
            }
        }
    }
}
