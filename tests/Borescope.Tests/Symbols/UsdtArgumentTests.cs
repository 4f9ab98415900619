using Borescope.Elf;
using Borescope.Symbols;

namespace Borescope.Tests.Symbols;

public sealed class UsdtArgumentTests
{
    [Theory]
    [InlineData("-4@%edi", "Register 4 signed di")]
    [InlineData("8@%rax", "Register 8 ax")]
    [InlineData("2@%r10w", "Register 2 r10")]
    [InlineData("1@%ah", "Register 1 ax>>8")]
    [InlineData("-1@%sil", "Register 1 signed si")]
    [InlineData("4@%r15d", "Register 4 r15")]
    [InlineData("1@$5", "Constant 1 5")]
    [InlineData("-8@$-3", "Constant 8 signed -3")]
    [InlineData("8@$0x10", "Constant 8 16")]
    [InlineData("8@-16(%rbp)", "Memory 8 bp-16")]
    [InlineData("4@(%rsp)", "Memory 4 sp+0")]
    [InlineData("8@8+16(%rbx)", "Memory 8 bx+24")]
    [InlineData("1@(%rax,%rdx,4)", "Memory 1 ax+dx*4+0")]
    [InlineData("-2@8(%rax,%rdx)", "Memory 2 signed ax+dx*1+8")]
    [InlineData("8@64(,%rcx,8)", "Memory 8 +cx*8+64")]
    [InlineData("%rdi", "Register 8 di")]
    [InlineData("8f@%xmm0", "Unreadable 8")]
    [InlineData("8@%xmm1", "Unreadable 8")]
    [InlineData("16@%rdi", "Unreadable 8")]
    [InlineData("4@", "Unreadable 4")]
    [InlineData("\t", "Unreadable 8")]
    [InlineData("4@(%rax,%rdx,3)", "Unreadable 4")]
    [InlineData("nonsense", "Memory 8 nonsense+0")]
    public void The_places_of_x86_64(string text, string expected) => Assert.Equal(expected, Describe(text, ElfMachine.X64));

    [Theory]
    [InlineData("8@x0", "Register 8 r0")]
    [InlineData("-4@w21", "Register 4 signed r21")]
    [InlineData("4@5", "Constant 4 5")]
    [InlineData("8@[sp, 16]", "Memory 8 sp+16")]
    [InlineData("4@[x19]", "Memory 4 r19+0")]
    [InlineData("8@[x1,x2]", "Memory 8 r1+r2*1+0")]
    [InlineData("8@d0", "Unreadable 8")]
    [InlineData("8@x31", "Unreadable 8")]
    [InlineData("\t", "Unreadable 8")]
    [InlineData("4@\v", "Unreadable 4")]
    public void The_places_of_arm64(string text, string expected) => Assert.Equal(expected, Describe(text, ElfMachine.Arm64));

    [Fact]
    public void Arguments_are_separated_by_blanks_outside_of_brackets()
    {
        Assert.Equal(3, UsdtArgumentParser.Parse("4@[sp, 12] 8@x0  -1@$3", ElfMachine.Arm64).Count);
        Assert.Empty(UsdtArgumentParser.Parse("", ElfMachine.X64));
    }

    private static string Describe(string text, ElfMachine machine)
    {
        UsdtArgument a = Assert.Single(UsdtArgumentParser.Parse(text, machine));
        string place = a.Kind switch
        {
            UsdtArgumentKind.Constant => $" {a.Offset}",
            UsdtArgumentKind.Register => $" {a.Register}{(a.Shift > 0 ? ">>" + a.Shift : "")}",
            UsdtArgumentKind.Memory => $" {a.Symbol}{a.Register}{(a.Index.Length > 0 ? $"+{a.Index}*{a.Scale}" : "")}{(a.Offset < 0 ? "" : "+")}{a.Offset}",
            _ => "",
        };
        return $"{a.Kind} {a.Size}{(a.IsSigned ? " signed" : "")}{place}";
    }
}
