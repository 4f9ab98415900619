using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Compiler;
using Borescope.Compiler.Btf;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Objects;
using Borescope.Objects.Relocation;
using BtfMember = Borescope.Compiler.Btf.BtfMember;

namespace Borescope.Tests.Objects;

/// <summary>Programs adapted to kernel types: each kind of relocation, with small types on both sides.</summary>
public sealed class CoreRelocationTests
{
    // The object's view: struct thing { int a; unsigned long b; unsigned c:3; short d[4]; struct { int e; }; int s; }; enum colour { RED, GREEN }
    private static byte[] Local()
    {
        var btf = new BtfBuilder();
        var (number, wide, narrow) = Numbers(btf);
        var inner = btf.Struct("", 4, [new BtfMember("e", number)]);
        btf.Struct("thing", 48,
        [
            new BtfMember("a", number), new BtfMember("b", wide, 64), new BtfMember("c", narrow, 128, 3), new BtfMember("d", btf.Array(Short(btf), 4), 160),
            new BtfMember("", inner, 224), new BtfMember("s", number, 256), new BtfMember("gone", number, 288),
        ]);
        btf.Enum("colour", 4, isSigned: false, [("RED", 1), ("GREEN", 2)]);
        btf.Struct("thing___old", 4, [new BtfMember("a", number)]);
        btf.Typedef("thing_t", number);
        btf.Struct("missing", 4, [new BtfMember("a", number)]);
        btf.Struct("pair", 8, [new BtfMember("x", number), new BtfMember("y", number, 32)]);
        return btf.ToBytes();
    }

    // The kernel's: everything elsewhere, b narrower, s wider, c at another place and wider.
    private static byte[] Target(bool twice = false)
    {
        var btf = new BtfBuilder();
        var (number, wide, narrow) = Numbers(btf);
        var inner = btf.Union("", 4, [new BtfMember("e", number)]);
        var outer = btf.Struct("", 16, [new BtfMember("front", wide), new BtfMember("", inner, 64)]);
        btf.Struct("thing", 96,
        [
            new BtfMember("fresh", wide), new BtfMember("a", number, 64), new BtfMember("b", narrow, 96), new BtfMember("c", narrow, 158, 5),
            new BtfMember("d", btf.Array(Short(btf), 4), 192), new BtfMember("", outer, 256), new BtfMember("s", btf.Int("long", 8, BtfIntEncoding.Signed), 384),
        ]);
        btf.Enum("colour", 4, isSigned: false, [("GREEN", 20), ("RED", 10)]);
        btf.Typedef("thing_t", wide);
        btf.Struct("pair", 12, [new BtfMember("w", number), new BtfMember("x", number, 32), new BtfMember("y", number, 64)]);
        if (twice)
            btf.Struct("thing", 4, [new BtfMember("a", number)]);
        return btf.ToBytes();
    }

    private static (int Number, int Wide, int Narrow) Numbers(BtfBuilder btf) =>
        (btf.Int("int", 4, BtfIntEncoding.Signed), btf.Int("unsigned long", 8, BtfIntEncoding.None), btf.Int("unsigned int", 4, BtfIntEncoding.None));

    private static int Short(BtfBuilder btf) => btf.Int("short", 2, BtfIntEncoding.Signed);

    [Theory]
    [InlineData("thing", "0:0", CoreRelocationKind.FieldByteOffset, 0, 8)]
    [InlineData("thing", "0:3", CoreRelocationKind.FieldByteOffset, 20, 24)]
    [InlineData("thing", "0:3:2", CoreRelocationKind.FieldByteOffset, 24, 28)]
    [InlineData("thing", "0:4:0", CoreRelocationKind.FieldByteOffset, 28, 40)]
    [InlineData("thing", "1:0", CoreRelocationKind.FieldByteOffset, 48, 104)]
    [InlineData("thing___old", "0:0", CoreRelocationKind.FieldByteOffset, 0, 8)]
    [InlineData("thing", "0:2", CoreRelocationKind.FieldByteOffset, 16, 16)]
    [InlineData("thing", "0:2", CoreRelocationKind.FieldByteSize, 4, 8)]
    [InlineData("thing", "0:2", CoreRelocationKind.FieldLeftShift, 61, 64 - (158 + 5 - 128))]
    [InlineData("thing", "0:2", CoreRelocationKind.FieldRightShift, 61, 59)]
    [InlineData("thing", "0:1", CoreRelocationKind.FieldByteSize, 8, 4)]
    [InlineData("thing", "0:3", CoreRelocationKind.FieldByteSize, 8, 8)]
    [InlineData("thing", "0:1", CoreRelocationKind.FieldExists, 1, 1)]
    [InlineData("thing", "0:6", CoreRelocationKind.FieldExists, 1, 0)]
    [InlineData("missing", "0:0", CoreRelocationKind.FieldExists, 1, 0)]
    [InlineData("thing", "0:0", CoreRelocationKind.FieldSigned, 1, 1)]
    [InlineData("thing", "0:1", CoreRelocationKind.FieldSigned, 0, 0)]
    [InlineData("thing", "0", CoreRelocationKind.TypeExists, 1, 1)]
    [InlineData("missing", "0", CoreRelocationKind.TypeExists, 1, 0)]
    [InlineData("thing", "0", CoreRelocationKind.TypeSize, 48, 96)]
    [InlineData("missing", "0", CoreRelocationKind.TypeSize, 4, 0)]
    [InlineData("missing", "0", CoreRelocationKind.TypeIdTarget, 7, 0)]
    [InlineData("thing", "0", CoreRelocationKind.TypeMatches, 1, 0)]
    [InlineData("pair", "0", CoreRelocationKind.TypeMatches, 1, 1)]
    [InlineData("thing_t", "0", CoreRelocationKind.TypeExists, 1, 1)]
    [InlineData("colour", "1", CoreRelocationKind.EnumValueExists, 1, 1)]
    [InlineData("colour", "0", CoreRelocationKind.EnumValue, 1, 10)]
    [InlineData("colour", "1", CoreRelocationKind.EnumValue, 2, 20)]
    public void A_number_of_the_object_becomes_the_number_of_the_kernel(string type, string access, CoreRelocationKind kind, int before, int after)
    {
        BpfInstruction[] code = [BpfInstruction.MoveImmediate(0, before), BpfInstruction.Exit()];
        Assert.Empty(Apply(code, type, access, kind));
        Assert.Equal(after, code[0].Immediate);
        code = [BpfInstruction.WideLow(0, before), BpfInstruction.WideHigh(0), BpfInstruction.Exit()];
        Assert.Empty(Apply(code, type, access, kind));
        Assert.Equal(after, code[0].Immediate);
    }

    [Fact]
    public void Unsigned_fields_of_another_width_change_the_width_of_the_load()
    {
        BpfInstruction[] code = [BpfInstruction.Load(BpfOpcode.DW, 0, 1, 8), BpfInstruction.Exit()];
        Assert.Empty(Apply(code, "thing", "0:1", CoreRelocationKind.FieldByteOffset));
        Assert.Equal(BpfInstruction.Load(BpfOpcode.W, 0, 1, 12), code[0]);
    }

    [Fact]
    public void Signed_fields_of_another_width_are_poisoned_since_the_sign_would_be_lost()
    {
        BpfInstruction[] code = [BpfInstruction.Load(BpfOpcode.W, 0, 1, 32), BpfInstruction.Exit()];
        CorePoison poison = Assert.Single(Apply(code, "thing", "0:5", CoreRelocationKind.FieldByteOffset)).Value;
        Assert.Matches("^it reads struct thing.s as .* of 4 bytes, which is .* of 8 bytes in this kernel$", poison.Cause);
        Assert.Equal(BpfInstruction.Call(CorePatch.PoisonHelper), code[0]);
    }

    [Fact]
    public void What_the_kernel_does_not_have_is_poisoned_in_both_slots()
    {
        BpfInstruction[] code = [BpfInstruction.WideLow(0, 36), BpfInstruction.WideHigh(0), BpfInstruction.Exit()];
        Assert.Equal("it uses struct thing.gone, which this kernel does not have", Apply(code, "thing", "0:6", CoreRelocationKind.FieldByteOffset)[0].Cause);
        Assert.Equal(BpfInstruction.Call(CorePatch.PoisonHelper), code[0]);
        Assert.Equal(code[0], code[1]);
    }

    [Fact]
    public void The_id_of_a_type_of_the_object_needs_no_kernel_types()
    {
        BpfInstruction[] code = [BpfInstruction.MoveImmediate(0, 99), BpfInstruction.Exit()];
        using var local = Open(Local());
        Assert.True(local.TryFind("pair", BtfKind.Struct, out var pair));
        new CoreRelocator(local, null, "none").Apply(Program(local, "pair", "0", CoreRelocationKind.TypeIdLocal), code);
        Assert.Equal((int)pair.Id, code[0].Immediate);
        var error = Assert.Throws<BpfException>(() => new CoreRelocator(local, null, "none here").Apply(Program(local, "pair", "0", CoreRelocationKind.TypeSize), code));
        Assert.Contains("none here", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_of_one_name_that_disagree_are_an_error()
    {
        BpfInstruction[] code = [BpfInstruction.MoveImmediate(0, 0), BpfInstruction.Exit()];
        var error = Assert.Throws<BpfException>(() => Apply(code, "thing", "0:0", CoreRelocationKind.FieldByteOffset, twice: true));
        Assert.Contains("several types", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thing", "", "no list of numbers")]
    [InlineData("thing", "0:x", "no list of numbers")]
    [InlineData("thing", "0:99", "leads outside")]
    [InlineData("thing", "0:3:4", "leads outside")]
    [InlineData("thing", "0:0:0", "leads outside")]
    [InlineData("thing", "-1", "no list of numbers")]
    public void Accesses_that_make_no_sense_are_an_error(string type, string access, string expected)
    {
        BpfInstruction[] code = [BpfInstruction.MoveImmediate(0, 0), BpfInstruction.Exit()];
        var error = Assert.Throws<BpfException>(() => Apply(code, type, access, CoreRelocationKind.FieldByteOffset));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_instruction_that_does_not_hold_the_expected_number_is_an_error()
    {
        BpfInstruction[] code = [BpfInstruction.MoveImmediate(0, 5), BpfInstruction.Exit()];
        var error = Assert.Throws<BpfException>(() => Apply(code, "thing", "0:0", CoreRelocationKind.FieldByteOffset));
        Assert.Contains("does not hold", error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<int, CorePoison> Apply(BpfInstruction[] code, string type, string access, CoreRelocationKind kind, bool twice = false)
    {
        using var local = Open(Local());
        using var target = Open(Target(twice));
        return new CoreRelocator(local, new CoreTargets(target, static () => []), null).Apply(Program(local, type, access, kind), code);
    }

    private static ProgramSpec Program(BtfSpec local, string type, string access, CoreRelocationKind kind)
    {
        uint id = 0;
        for (var candidate = 1u; candidate < local.EndId; candidate++)
            id = local[candidate].Name == type ? candidate : id;
        return new ProgramSpec { Name = "p", Type = BpfProgramType.Kprobe, Instructions = [], CoreRelocations = [new CoreRelocation(0, id, access, kind)] };
    }

    private static BtfSpec Open(byte[] bytes)
    {
        Assert.True(BtfSpec.TryRead(bytes, out var spec, out var diagnostic), diagnostic);
        return spec!;
    }
}
