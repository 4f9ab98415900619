using System.Linq;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Objects.Loading;
using BtfMember = Borescope.Compiler.Btf.BtfMember;

namespace Borescope.Tests.Objects;

/// <summary>Types written for kernels that know fewer kinds.</summary>
public sealed class BtfSanitizerTests
{
    private static byte[] Everything()
    {
        var btf = new BtfBuilder();
        var number = btf.Int("int", 4, BtfIntEncoding.Signed);
        btf.Float("double", 8);
        btf.Pointer(btf.TypeTag("user", number));
        btf.Enum("wide", 8, isSigned: false, [("HUGE", 1L << 40), ("SMALL", 1)]);
        btf.Enum("minus", 4, isSigned: true, [("NEGATIVE", -1)]);
        var variable = btf.Variable("counter", number, isGlobal: true);
        btf.DataSection(".data.own", 4, [new BtfVariable(variable, 0, 4)]);
        btf.DeclarationTag("tag", variable);
        btf.Function("global", btf.FunctionPrototype(number, [new BtfMember("a", number)]), isGlobal: true);
        return btf.ToBytes();
    }

    [Fact]
    public void A_kernel_that_knows_everything_gets_everything() =>
        Assert.Null(BtfSanitizer.Sanitize(Everything(), new BtfSupport(true, true, true, true, true, true, true)));

    [Fact]
    public void A_kernel_that_knows_nothing_new_gets_old_kinds_under_the_same_numbers()
    {
        using var before = Open(Everything());
        using var after = Open(BtfSanitizer.Sanitize(Everything(), default)!);
        BtfKind[] newer = [BtfKind.Float, BtfKind.TypeTag, BtfKind.Enum64, BtfKind.Variable, BtfKind.DataSection, BtfKind.DeclarationTag, BtfKind.Function, BtfKind.FunctionPrototype];
        for (var id = 1u; id < after.EndId; id++)
            Assert.DoesNotContain(after[id].Kind, newer);
        Assert.True(after.Count >= before.Count);
        Assert.True(after.TryFind("_data_own", BtfKind.Struct, out var section));
        Assert.Equal("counter", section.Members[0].Name);
        Assert.True(after.TryFind("wide", BtfKind.Union, out var wide));
        Assert.Equal((8u, "HUGE"), (wide.RecordedSize, wide.Members[0].Name));
        Assert.True(after.TryFind("minus", BtfKind.Enum, out var minus) && !minus.IsSigned);
    }

    [Fact]
    public void Global_functions_become_static_where_only_their_linkage_is_unknown()
    {
        using var after = Open(BtfSanitizer.Sanitize(Everything(), new BtfSupport(true, false, true, true, true, true, true))!);
        Assert.True(after.TryFind("global", BtfKind.Function, out var function));
        Assert.Equal(0, function.Linkage);
    }

    [Fact]
    public void Damaged_types_are_left_alone() => Assert.Null(BtfSanitizer.Sanitize(Everything().Take(40).ToArray(), default));

    private static BtfSpec Open(byte[] bytes)
    {
        Assert.True(BtfSpec.TryRead(bytes, out var spec, out var diagnostic), diagnostic);
        return spec!;
    }
}
