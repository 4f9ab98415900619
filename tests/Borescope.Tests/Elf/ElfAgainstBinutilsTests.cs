using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Borescope.Elf;
using Borescope.Kernel;

namespace Borescope.Tests.Elf;

/// <summary>What readelf and nm print about a file is what the reader finds in it.</summary>
public sealed class ElfAgainstBinutilsTests(Toolchain tools) : IClassFixture<Toolchain>
{
    public static TheoryData<string, string> Variants => new()
    {
        { "pie", "-pie -fPIE" },
        { "fixed", "-no-pie" },
        { "static", "-static" },
        { "static-pie", "-static-pie" },
        { "shared.so", "-shared -fPIC -Wl,-soname,shared.so.1" },
        { "stripped", "-s" },
        { "no-hash", "-Wl,--hash-style=sysv" },
        { "no-id", "-Wl,--build-id=none" },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void Sections_are_those_of_readelf(string name, string options)
    {
        using var file = Open(tools.Compile(name, options));
        var expected = new List<string>();
        foreach (var line in Toolchain.Run("readelf", $"-SW {file.Path}"))
        {
            // "  [ 1] .interp  PROGBITS  0000000000000318 000318 00001c 00   A  0   0  1"
            var close = line.IndexOf(']', StringComparison.Ordinal);
            if (!line.StartsWith("  [", StringComparison.Ordinal) || !int.TryParse(line.AsSpan(3, close - 3), out var index) || index == 0)
                continue;
            var words = line[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            expected.Add($"{words[0]} {Hex(words[2]):x} {Hex(words[3]):x} {Hex(words[4]):x}");
        }

        var found = new List<string>();
        foreach (var section in file.Sections[1..])
            found.Add($"{Encoding.UTF8.GetString(file.NameOf(section))} {section.Address:x} {section.Offset:x} {section.Size:x}");
        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Symbols_are_those_of_readelf(string name, string options)
    {
        using var file = Open(tools.Compile(name, options));
        Assert.Equal(SymbolsOfReadelf(file.Path, "--syms", ".symtab"), Listing(file.Symbols));
        Assert.Equal(SymbolsOfReadelf(file.Path, "--dyn-syms", ".dynsym"), Listing(file.DynamicSymbols));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Build_id_interpreter_and_needed_libraries_are_those_of_readelf(string name, string options)
    {
        using var file = Open(tools.Compile(name, options));
        string? id = null, interpreter = null, own = null;
        var needed = new List<string>();
        foreach (var line in Toolchain.Run("readelf", $"-nldW {file.Path}"))
        {
            id = After(line, "Build ID: ") ?? id;
            interpreter = After(line, "[Requesting program interpreter: ")?.TrimEnd(']') ?? interpreter;
            own = After(line, "Library soname: [")?.TrimEnd(']') ?? own;
            if (After(line, "Shared library: [") is { } library)
                needed.Add(library.TrimEnd(']'));
        }

        Assert.Equal(id ?? "", Convert.ToHexStringLower(file.BuildId));
        Assert.Equal(interpreter, file.Interpreter);
        Assert.Equal(own, file.Dynamic.SharedName);
        Assert.Equal(needed, file.Dynamic.Needed);
        Assert.Equal(name == "no-id", id is null);
    }

    [Theory]
    [InlineData("pie", "-pie -fPIE")]
    [InlineData("shared.so", "-shared -fPIC -Wl,-soname,shared.so.1")]
    [InlineData("no-hash", "-Wl,--hash-style=sysv")]
    public void Without_section_headers_the_dynamic_symbols_are_the_same(string name, string options)
    {
        using var file = Open(tools.Compile(name, options));
        var bytes = file.Bytes.ToArray();
        bytes.AsSpan(40, 8).Clear();
        bytes.AsSpan(58, 6).Clear();
        Assert.True(ElfFile.TryRead(SystemCalls.Instance, bytes, "bare", out var bare, out var diagnostic), diagnostic);
        using (bare)
        {
            Assert.Equal(0, bare!.Sections.Length);
            var expected = Listing(file.DynamicSymbols);
            var found = Listing(bare.DynamicSymbols);

            // The hash tables do not always cover imported symbols at the end of the table.
            Assert.Equal(expected.GetRange(0, found.Count), found);
            foreach (var symbol in file.DynamicSymbols)
            {
                if (symbol.IsDefined)
                    Assert.True(symbol.Index < bare.DynamicSymbols.Count);
            }
        }
    }

    [Fact]
    public void A_debug_link_names_the_file_and_its_checksum()
    {
        var path = tools.Compile("linked", "-Wl,--build-id=none");
        var debug = Path.Combine(tools.Folder, "linked.debug");
        Toolchain.Run("objcopy", $"--only-keep-debug {path} {debug}");
        Toolchain.Run("objcopy", $"--strip-all --add-gnu-debuglink={debug} {path}");
        using var file = Open(path);
        Assert.True(file.TryGetDebugLink(out var link));
        Assert.Equal("linked.debug", link.FileName);
        Assert.Equal(Borescope.Symbols.Crc32.Compute(File.ReadAllBytes(debug)), link.Checksum);
        Assert.Equal(0, file.Symbols.Count);
    }

    [Fact]
    public void Version_names_of_libc_are_those_of_readelf()
    {
        Assert.True(new Borescope.Symbols.BinaryLocator(SystemCalls.Instance).TryLocate("libc.so.6", 0, out var path, out _));
        using var file = Open(path!);
        Assert.Equal(SymbolsOfReadelf(path!, "--dyn-syms", ".dynsym"), Listing(file.DynamicSymbols));
        Assert.Equal("libc.so.6", file.Dynamic.SharedName);
    }

    [Fact]
    public void Thirty_two_bit_files_are_read()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/clang-19"), "clang-19 is not installed");
        var source = Path.Combine(tools.Folder, "small.c");
        var library = Path.Combine(tools.Folder, "small.so");
        File.WriteAllText(source, "int twice(int x) { return 2 * x; } static int once(int x) { return x; } int both(int x) { return once(x) + twice(x); }");
        Toolchain.Run("clang-19", $"-m32 -fPIC -O0 -c -o {library}.o {source}");
        Toolchain.Run("ld", $"-m elf_i386 -shared -o {library} {library}.o");
        using var file = Open(library);
        Assert.False(file.Header.Is64);
        Assert.Equal(ElfMachine.I386, file.Header.Machine);
        Assert.Equal(SymbolsOfReadelf(library, "--syms", ".symtab"), Listing(file.Symbols));
        Assert.Equal(SymbolsOfReadelf(library, "--dyn-syms", ".dynsym"), Listing(file.DynamicSymbols));
    }

    private static List<string> SymbolsOfReadelf(string path, string option, string table)
    {
        // "     6: 0000000000001139    20 FUNC    GLOBAL DEFAULT   14 visible@@V1"
        var result = new List<string>();
        var inside = false;
        foreach (var line in Toolchain.Run("readelf", $"{option} -W {path}"))
        {
            if (line.StartsWith("Symbol table", StringComparison.Ordinal))
                inside = line.Contains(table, StringComparison.Ordinal);
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!inside || words.Length < 7 || !words[0].EndsWith(':') || !int.TryParse(words[0].AsSpan(0, words[0].Length - 1), out _))
                continue;
            var size = words[2].StartsWith("0x", StringComparison.Ordinal) ? Hex(words[2][2..]) : ulong.Parse(words[2], CultureInfo.InvariantCulture);
            var name = words.Length > 7 && words[3] != "SECTION" ? words[7] : "";
            result.Add($"{Hex(words[1]):x} {size} {words[4]} {(words[6] == "UND" ? "UND" : "DEF")} {name}");
        }

        return result;
    }

    private static List<string> Listing(ElfSymbolTable table)
    {
        var result = new List<string>();
        foreach (var symbol in table)
        {
            var name = symbol.Kind == ElfSymbolKind.Section ? "" : Encoding.UTF8.GetString(table.NameOf(symbol));
            if (table.Versions is not null && table.Versions.NameOf(symbol) is { IsEmpty: false } version && Encoding.UTF8.GetString(version) is var text && text != name)
                name += (table.Versions.IsDefault(symbol) ? "@@" : "@") + text;
            var binding = symbol.Binding switch { ElfBinding.Global => "GLOBAL", ElfBinding.Weak => "WEAK", ElfBinding.Unique => "UNIQUE", _ => "LOCAL" };
            result.Add($"{symbol.Value:x} {symbol.Size} {binding} {(symbol.IsDefined ? "DEF" : "UND")} {name}");
        }

        return result;
    }

    private static string? After(string line, string marker) =>
        line.IndexOf(marker, StringComparison.Ordinal) is var at and >= 0 ? line[(at + marker.Length)..] : null;

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static ElfFile Open(string path)
    {
        Assert.True(ElfFile.TryOpen(SystemCalls.Instance, path, out var file, out var diagnostic), diagnostic);
        Assert.Empty(file!.Diagnostics);
        return file;
    }
}
