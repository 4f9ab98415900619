using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Borescope.Kernel;
using Borescope.Symbols;
using Borescope.Tests.Elf;

namespace Borescope.Tests.Symbols;

/// <summary>The resolver on files of every kind, beside nm and readelf.</summary>
public sealed class UserFunctionKindsTests(Toolchain tools) : IClassFixture<Toolchain>
{
    private readonly UserFunctionResolver _resolver = new(SystemCalls.Instance);

    [Theory]
    [InlineData("pie", "-pie -fPIE")]
    [InlineData("fixed", "-no-pie")]
    [InlineData("static", "-static")]
    [InlineData("static-pie", "-static-pie")]
    [InlineData("shared.so", "-shared -fPIC")]
    public void Functions_have_the_address_of_nm_and_the_offset_of_their_section(string name, string options)
    {
        var path = tools.Compile(name, options);
        var (textAddress, textOffset) = TextSection(path);
        var functions = new Dictionary<string, (ulong Address, ulong Size)>();
        foreach (var line in Toolchain.Run("nm", $"-P --defined-only {path}"))
        {
            var words = line.Split(' ');
            if (words.Length > 3 && words[1] is "T" or "t" or "W" && words[3].Length > 0)
                functions[words[0]] = (Hex(words[2]), Hex(words[3]));
        }

        foreach (var function in new[] { "visible", "hidden", "fallback", "prefix_one", "prefix_two", "main" })
        {
            Assert.True(_resolver.TryResolve(new UserFunctionRequest(path, function), out var matches, out var diagnostic), diagnostic);
            var found = Assert.Single(matches!.Functions);
            Assert.Equal(functions[function], (found.Address, found.Size));
            Assert.Equal(found.Address - textAddress + textOffset, found.Offset);
        }
    }

    [Fact]
    public void Two_names_of_one_place_give_one_match()
    {
        var path = tools.Compile("pie", "-pie -fPIE");
        Assert.True(_resolver.TryResolve(new UserFunctionRequest(path, "*e*_*t*o"), out var matches, out var diagnostic), diagnostic);
        Assert.Equal("prefix_two", Assert.Single(matches!.Functions).Name);
        Assert.True(_resolver.TryResolve(new UserFunctionRequest(path, "other_name"), out var alias, out diagnostic), diagnostic);
        Assert.Equal(matches.Functions[0].Offset, alias!.Functions[0].Offset);
    }

    [Fact]
    public void Every_instruction_of_a_function_can_be_probed_and_no_other_byte()
    {
        var path = tools.Compile("pie", "-pie -fPIE");
        Assert.True(_resolver.TryResolve(new UserFunctionRequest(path, "hidden"), out var matches, out _));
        var function = matches!.Functions[0];
        var starts = new HashSet<ulong>();
        foreach (var line in Toolchain.Run("objdump", $"-d --no-show-raw-insn --start-address=0x{function.Address:x} --stop-address=0x{function.Address + function.Size:x} {path}"))
        {
            var colon = line.IndexOf(":\t", StringComparison.Ordinal);
            if (colon > 0 && ulong.TryParse(line.AsSpan(0, colon).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var address))
                starts.Add(address - function.Address);
        }

        Assert.True(starts.Count > 2);
        for (var offset = 0ul; offset < function.Size; offset++)
            Assert.Equal(starts.Contains(offset), _resolver.TryResolve(new UserFunctionRequest(path, "hidden", offset), out _, out _));
    }

    [Fact]
    public void Two_local_functions_of_one_name_are_refused_with_their_addresses()
    {
        Assert.SkipUnless(Toolchain.IsPresent, "gcc and binutils are not installed");
        for (var index = 0; index < 2; index++)
            File.WriteAllText($"{tools.Folder}/twin{index}.c", $"__attribute__((noinline)) static int twin(int x) {{ return x + {index + 5}; }} int user{index}(int x) {{ return twin(x); }}");
        var path = tools.Folder + "/twins.so";
        Toolchain.Run("gcc", $"-O1 -shared -fPIC -o {path} {tools.Folder}/twin0.c {tools.Folder}/twin1.c");
        Assert.False(_resolver.TryResolve(new UserFunctionRequest(path, "twin"), out _, out var diagnostic));
        Assert.Contains("2 functions named twin, at 0x", diagnostic);
        Assert.True(_resolver.TryResolve(new UserFunctionRequest(path, "twi*"), out var matches, out diagnostic), diagnostic);
        Assert.Equal(2, matches!.Functions.Count);
        Assert.True(_resolver.TryResolve(new UserFunctionRequest(path, "", matches.Functions[1].Address), out var one, out diagnostic), diagnostic);
        Assert.Equal(matches.Functions[1].Offset, one!.Functions[0].Offset);
    }

    [Fact]
    public void Versions_of_a_symbol_are_told_apart()
    {
        Assert.True(_resolver.TryResolve(new UserFunctionRequest("libc", "memcpy@GLIBC_2.2.5"), out var old, out var diagnostic), diagnostic);
        Assert.True(_resolver.TryResolve(new UserFunctionRequest("libc", "memcpy@@GLIBC_2.14"), out var current, out diagnostic), diagnostic);
        Assert.True(_resolver.TryResolve(new UserFunctionRequest("libc", "memcpy"), out var plain, out diagnostic), diagnostic);
        Assert.NotEqual(old!.Functions[0].Offset, current!.Functions[0].Offset);
        Assert.Equal(current.Functions[0].Offset, plain!.Functions[0].Offset);
        Assert.False(_resolver.TryResolve(new UserFunctionRequest("libc", "memcpy@GLIBC_9.9"), out _, out _));
    }

    [Fact]
    public void Functions_of_cpp_are_found_by_the_name_in_the_source()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/g++"), "g++ is not installed");
        var path = tools.Folder + "/cpp.so";
        File.WriteAllText(path + ".cpp", """
            namespace box { struct Item { int size(int) const; int size(long); Item(); template <class T> T as(T); }; int Item::size(int a) const { return a; } int Item::size(long a) { return (int)a; }
            Item::Item() {} template <class T> T Item::as(T value) { return value; } template int Item::as<int>(int); int free_one() { return 1; } }
            """);
        Toolchain.Run("g++", $"-O0 -shared -fPIC -o {path} {path}.cpp");
        Assert.Equal(["_ZN3box4Item4sizeEl", "_ZNK3box4Item4sizeEi"], Names("box::Item::size"));
        Assert.Equal(["_ZNK3box4Item4sizeEi"], Names("box::Item::size(int) const"));
        Assert.Equal(["_ZN3box8free_oneEv"], Names("box::free_one"));
        Assert.Equal(["_ZN3box8free_oneEv"], Names("box::fr*"));
        Assert.Equal(["_ZN3box4Item2asIiEET_S2_"], Names("box::Item::as<int>"));
        Assert.Single(Names("box::Item::Item"));
        Assert.Empty(Names("box::Item::nothing"));

        List<string> Names(string function)
        {
            var result = new List<string>();
            foreach (var found in _resolver.Match(path, function))
                result.Add(found.Name);
            return result;
        }
    }

    [Fact]
    public void A_library_for_another_machine_is_refused()
    {
        var bytes = File.ReadAllBytes(tools.Compile("shared.so", "-shared -fPIC"));
        bytes[18] = 243;
        var path = tools.Folder + "/foreign.so";
        File.WriteAllBytes(path, bytes);
        Assert.False(_resolver.TryResolve(new UserFunctionRequest(path, "visible"), out _, out var diagnostic));
        Assert.Contains("is for riscv, this machine is", diagnostic);
    }

    [Fact]
    public void A_symbol_without_size_needs_permission()
    {
        Assert.SkipUnless(Toolchain.IsPresent, "gcc and binutils are not installed");
        var path = tools.Folder + "/label.so";
        File.WriteAllText(path + ".s", ".globl label\n.text\nlabel: ret\n.section .note.GNU-stack\n");
        Toolchain.Run("gcc", $"-shared -o {path} {path}.s");
        Assert.False(_resolver.TryResolve(new UserFunctionRequest(path, "label"), out _, out var diagnostic));
        Assert.Contains("--unsafe", diagnostic);
        Assert.True(_resolver.TryResolve(new UserFunctionRequest(path, "label") { AllowUnchecked = true }, out _, out _));
    }

    [Fact]
    public void The_middle_of_an_instruction_needs_permission_and_is_noted()
    {
        Assert.SkipUnless(Toolchain.IsPresent, "gcc and binutils are not installed");
        var path = tools.Folder + "/middle.so";
        File.WriteAllText(path + ".s", ".globl five\n.text\n.type five, @function\nfive: mov $1, %eax\nret\n.size five, .-five\n.section .note.GNU-stack\n");
        Toolchain.Run("gcc", $"-shared -o {path} {path}.s");
        var request = new UserFunctionRequest(path, "five", 2);
        Assert.False(_resolver.TryResolve(request, out _, out var diagnostic));
        Assert.Contains("the nearest are +0 and +5; a probe there would kill the program; --unsafe allows it", diagnostic);
        Assert.True(_resolver.TryResolve(request with { AllowUnchecked = true }, out var matches, out _));
        Assert.Equal(2ul, matches!.Functions[0].FunctionOffset);
        Assert.Contains("not the start of an instruction", Assert.Single(matches.Notes));
        ulong address = matches.Functions[0].Address;
        Assert.False(_resolver.TryResolve(request with { Function = "", Offset = address }, out _, out diagnostic));
        Assert.Contains("in five: +2 is not the start", diagnostic);
        Assert.True(_resolver.TryResolve(request with { Function = "", Offset = address, AllowUnchecked = true }, out _, out _));
    }

    [Fact]
    public void A_go_program_warns_about_return_probes()
    {
        var path = tools.Compile("go", "-no-pie");
        File.WriteAllText(tools.Folder + "/empty", "x");
        Toolchain.Run("objcopy", $"--add-section .go.buildinfo={tools.Folder}/empty {path}");
        Assert.True(_resolver.TryResolve(new UserFunctionRequest(path, "visible") { IsReturn = true }, out var matches, out var diagnostic), diagnostic);
        Assert.Contains(matches!.Notes, static note => note.Contains("Go program", StringComparison.Ordinal));
        Assert.True(_resolver.TryResolve(new UserFunctionRequest(path, "visible"), out matches, out _));
        Assert.Empty(matches!.Notes);
    }

    private static (ulong Address, ulong Offset) TextSection(string path)
    {
        foreach (var line in Toolchain.Run("readelf", $"-SW {path}"))
        {
            var at = line.IndexOf("] .text ", StringComparison.Ordinal);
            if (at < 0)
                continue;
            var words = line[(at + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return (Hex(words[2]), Hex(words[3]));
        }

        throw new InvalidDataException("no .text");
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
