using System;
using System.IO;
using System.Text;
using Borescope.Symbols;

namespace Borescope.Tests.Symbols;

public class CppDemanglerTests
{
    private static string[] Cases => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Symbols", "Cases", "demangled-names.txt"));

    [Fact]
    public void Names_have_the_form_that_the_cpp_runtime_library_gives_them()
    {
        foreach (var line in Cases)
        {
            var parts = line.Split('\t');
            Assert.True(CppDemangler.TryDemangle(Encoding.UTF8.GetBytes(parts[0]), out var text), parts[0]);
            Assert.Equal(parts[1], text);
        }
    }

    [Theory]
    [InlineData("malloc")]
    [InlineData("_Z")]
    [InlineData("_Z1")]
    [InlineData("_Z9fv")]
    [InlineData("_Z99999999999999999999fv")]
    [InlineData("_ZS_")]
    [InlineData("_ZN1AE_")]
    [InlineData("_Z1fT_")]
    [InlineData("_ZN1A")]
    public void What_is_no_mangled_name_is_left_alone(string name) => Assert.False(CppDemangler.TryDemangle(Encoding.UTF8.GetBytes(name), out _));

    [Fact]
    public void Changed_names_are_answered_whatever_they_hold()
    {
        var random = new Random(7);
        var cases = Cases;
        for (var round = 0; round < 30_000; round++)
        {
            var name = Encoding.ASCII.GetBytes(cases[random.Next(cases.Length)].Split('\t')[0]);
            for (var change = random.Next(1, 4); change > 0; change--)
                name[random.Next(2, name.Length)] = (byte)"SITJENDpPRKFXLZ_0123ic"[random.Next(22)];
            CppDemangler.TryDemangle(name.AsSpan(0, random.Next(2, name.Length + 1)), out _);
        }
    }

    [Fact]
    public void Names_that_grow_exponentially_or_nest_too_deeply_are_given_up()
    {
        var doubling = new StringBuilder("_Z1fI1AIiE");
        for (var index = 0; index < 60; index++)
            doubling.Append("1BI").Append(index == 0 ? "S_S_" : $"S{Digit(index - 1)}_S{Digit(index - 1)}_").Append('E');
        doubling.Append("Evv");
        CppDemangler.TryDemangle(Encoding.ASCII.GetBytes(doubling.ToString()), out _);
        foreach (var piece in new[] { "P", "N1A", "I", "Z1f", "F", "1fI", "LZ", "XadL_Z", "J", "Dp", "A_", "M1A", "U1a", "cv", "S_" })
        {
            var deep = "_Z1f" + string.Concat(System.Linq.Enumerable.Repeat(piece, 5000));
            CppDemangler.TryDemangle(Encoding.ASCII.GetBytes(deep), out var text);
            Assert.True(text is null || text.Length < 128 << 10);
        }

        static string Digit(int value) => value < 36 ? "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value].ToString() : "1" + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value - 36];
    }
}
