using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Borescope.Btf;
using Borescope.Dwarf;
using Borescope.Kernel;
using Borescope.Tests.Elf;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Tests.Dwarf;

/// <summary>Debug information of several versions and compilers, beside nm and readelf.</summary>
public sealed class DebugInformationTests(Toolchain tools) : IClassFixture<Toolchain>
{
    private const string Source = """
        struct later;
        enum color { RED, GREEN = 5, BLUE = -1 };
        typedef unsigned long big_t;
        struct point {
            int x, y;
            unsigned flag : 3, other : 5;
            struct { char name[16]; } in;
            struct point *next;
            enum color color;
            union { int u1; char u2; };
            int grid[2][3];
            int (*call)(int, const char *, ...);
            struct later *later;
            volatile short quick;
            double ratio;
        };
        struct later { long a; struct point *const back; };
        struct large { long v[4]; };
        __attribute__((noinline)) long plain(int number, const char *text, struct point *p, big_t big, enum color c, _Bool yes)
        {
            if (yes)
                number += p->y;
            return number + text[0] + (long)big + c;
        }
        __attribute__((noinline)) struct large result(double d, struct large l)
        {
            l.v[0] += (long)d;
            return l;
        }
        int main(int argc, char **argv)
        {
            struct point p = { .x = argc };
            struct large l = { { argc } };
            for (int i = 0; i < argc; i++)
                l = result(i, l);
            return (int)(plain(argc, argv[0], &p, 1, RED, argc > 1) + l.v[0]) & 0;
        }
        """;

    public static TheoryData<string, string> Builds => new()
    {
        { "gcc", "-gdwarf-5 -O0" },
        { "gcc", "-gdwarf-5 -O2" },
        { "gcc", "-gdwarf-4 -O1" },
        { "gcc", "-gdwarf-3 -gstrict-dwarf -O0" },
        { "gcc", "-gdwarf-2 -gstrict-dwarf -O0" },
        { "gcc", "-gdwarf-5 -gz -O0 -no-pie" },
        { "gcc", "-gdwarf-5 -O0 -fdebug-types-section" },
        { "clang-19", "-gdwarf-5 -O1" },
        { "clang-19", "-gdwarf-4 -O0" },
    };

    [Theory]
    [MemberData(nameof(Builds))]
    public void Prototypes_are_those_of_the_source(string compiler, string options)
    {
        string path = Build(compiler, options);
        using DebugInformation information = Open(path);
        Assert.Equal("long plain(int number, const char * text, struct point * p, big_t big, enum color c, _Bool yes)", Prototype(information, path, "plain"));
        Assert.Equal("struct large result(double d, struct large l)", Prototype(information, path, "result"));
        Assert.Equal("int main(int argc, char ** argv)", Prototype(information, path, "main"));
    }

    [Theory]
    [MemberData(nameof(Builds))]
    public void Types_are_laid_out_like_in_the_program(string compiler, string options)
    {
        using DebugInformation information = Open(Build(compiler, options));
        Assert.True(information.TryFindType(BtfKind.Struct, "point", out BtfType point));
        Assert.Equal(104, point.Size);
        (string Name, long Bits, int Width)[] members =
        [
            ("x", 0, 0), ("y", 32, 0), ("flag", 64, 3), ("other", 67, 5), ("in", 72, 0), ("next", 256, 0), ("color", 320, 0), ("", 352, 0),
            ("grid", 384, 0), ("call", 576, 0), ("later", 640, 0), ("quick", 704, 0), ("ratio", 768, 0),
        ];
        int next = 0;
        foreach (BtfMember member in point.Members)
        {
            (string name, long bits, int width) = members[next++];
            Assert.Equal((name, bits), (member.Name, member.BitOffset));
            Assert.Equal(width, member.IsBitfield ? member.BitfieldSize : 0);
        }

        Assert.Equal(members.Length, next);
        Assert.True(point.TryFindMember("u2", out _));
        Assert.True(point.TryFindMember("grid", out BtfMember grid));
        Assert.Equal((2, 3, 4), ((int)grid.Type.ElementCount, (int)grid.Type.Target.ElementCount, (int)grid.Type.Target.Target.Size));

        // A structure that stands below, and leads back.
        Assert.True(point.TryFindMember("later", out BtfMember later));
        Assert.True(later.Type.Target.Resolve().TryFindMember("back", out BtfMember back));
        Assert.Equal("point", back.Type.Resolve().Target.Resolve().Name);
        Assert.True(information.TryFindType(BtfKind.Enum, "color", out BtfType color));
        List<string> values = [];
        foreach (BtfEnumValue value in color.EnumValues)
            values.Add($"{value.Name}={value.Value}");
        Assert.Equal("RED=0 GREEN=5 BLUE=-1", string.Join(' ', values));
        Assert.True(information.TryFindEnumerator("GREEN", out long green, out BtfType owner));
        Assert.Equal((5, "color"), (green, owner.Name));
        Assert.False(information.TryFindEnumerator("YELLOW", out _, out _));
        Assert.True(information.TryFindType(BtfKind.Typedef, "big_t", out BtfType big));
        Assert.Equal((8, false), ((int)big.Resolve().Size, big.Resolve().IsSigned));
        Assert.False(information.TryFindType(BtfKind.Struct, "color", out _));
        Assert.Contains("later", information.Tags());
    }

    [Theory]
    [MemberData(nameof(Builds))]
    public void Lines_are_where_readelf_sees_them(string compiler, string options)
    {
        string path = Build(compiler, options);
        using DebugInformation information = Open(path);
        string[] lines = Source.Split('\n');

        // "described.c   20   0x1129   x": a file, a line, an address.
        var rows = new HashSet<(int, ulong)>();
        foreach (string row in Toolchain.Run("readelf", $"--debug-dump=decodedline {path}"))
        {
            string[] words = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 2 && words[0].EndsWith("described.c", StringComparison.Ordinal) && int.TryParse(words[1], out int number) && words[2].StartsWith("0x", StringComparison.Ordinal))
                rows.Add((number, Hex(words[2][2..])));
        }

        int found = 0;
        for (int line = 1; line <= lines.Length; line++)
        {
            if (!information.TryFindLine("described.c", line, 0, out IReadOnlyList<ulong> addresses, out string? diagnostic))
            {
                Assert.Contains($"line {line} of described.c has no code", diagnostic);
                continue;
            }

            found++;
            foreach (ulong address in addresses)
                Assert.Contains((line, address), rows);
        }

        Assert.InRange(found, 8, 30);
        Assert.False(information.TryFindLine("other.c", 1, 0, out _, out string? missing));
        Assert.Contains("has no code of a file 'other.c'; it is made of", missing);
        Assert.Contains("described.c", missing);
    }

    [Fact]
    public void A_line_in_several_functions_has_an_address_in_each()
    {
        string source = Path.Combine(tools.Folder, "twice.c");
        File.WriteAllText(source, "#define F(n) __attribute__((noinline)) int n(int a) { return a * 3; }\nF(one) F(two)\nint main(void) { return one(1) + two(2); }\n");
        string path = source + ".out";
        Toolchain.Run("gcc", $"-g -O0 -o {path} {source}");
        using DebugInformation information = Open(path);
        Assert.True(information.TryFindLine("twice.c", 2, 0, out IReadOnlyList<ulong> addresses, out string? diagnostic), diagnostic);
        Assert.Equal([Address(path, "one"), Address(path, "two")], addresses);
    }

    [Theory]
    [InlineData("gcc", "-gdwarf-5")]
    [InlineData("gcc", "-gdwarf-4")]
    [InlineData("clang-19", "-gdwarf-5")]
    [InlineData("clang-19", "-gdwarf-4")]
    public void A_function_in_two_pieces_is_one(string compiler, string options)
    {
        Assert.SkipUnless(Toolchain.IsPresent && File.Exists("/usr/bin/" + compiler), compiler + " is not installed");
        string source = Path.Combine(tools.Folder, "split.c");
        File.WriteAllText(source, """
            __attribute__((cold, noinline)) void rare(int why) { __asm__ volatile("" : : "r"(why)); }
            __attribute__((noinline)) int often(int a, const char *b)
            {
                if (__builtin_expect(b[0] == 'x', 0)) {
                    rare(a);
                    rare(a + 1);
                    __builtin_trap();
                }

                return a * 3;
            }
            int main(int argc, char **argv) { return often(argc, argv[0]); }
            """);
        string path = $"{source}.{compiler}{options}";
        Toolchain.Run(compiler, $"-O2 {options} {(compiler == "gcc" ? "-freorder-blocks-and-partition" : "-fbasic-block-sections=all")} -o {path} {source}");
        using DebugInformation information = Open(path);
        Assert.Equal("int often(int a, const char * b)", Prototype(information, path, "often"));

        // Its cold part belongs to it, too.
        Assert.True(information.TryFindLine("split.c", 5, 0, out IReadOnlyList<ulong> addresses, out string? diagnostic), diagnostic);
        Assert.True(information.TryFindFunction(Assert.Single(addresses), out BtfType function, out diagnostic), diagnostic);
        Assert.Equal("often", function.Name);
    }

    [Fact]
    public void A_stripped_program_is_described_by_its_debug_file()
    {
        string path = Build("gcc", "-gdwarf-5 -O0 -Wl,--build-id=none");
        string stripped = path + ".stripped", debug = stripped + ".debug";
        Toolchain.Run("objcopy", $"--only-keep-debug {path} {debug}");
        Toolchain.Run("objcopy", $"--strip-all --add-gnu-debuglink={debug} {path} {stripped}");
        using (DebugInformation information = Open(stripped))
            Assert.Equal("int main(int argc, char ** argv)", Prototype(information, path, "main"));

        string bare = path + ".bare";
        Toolchain.Run("objcopy", $"--strip-all {path} {bare}");
        Assert.False(DebugInformation.TryOpen(SystemCalls.Instance, bare, out _, out string? diagnostic));
        Assert.Equal($"{bare} has no debug information (DWARF): compile it with -g, or install the debug symbols of its package", diagnostic);
    }

    [Theory]
    [InlineData("g++")]
    [InlineData("clang++-19")]
    public void Objects_whose_copies_need_code_are_pointers(string compiler)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/" + compiler), compiler + " is not installed");
        string source = Path.Combine(tools.Folder, "objects.cpp");
        File.WriteAllText(source, """
            struct text { char *start; text(const text &); ~text(); };
            struct plain { long a; };
            struct wide { long a[3]; };
            struct holds { text inner; };
            struct shape { virtual int sides(); int id; };
            template<typename T> struct box { T value; box(const box &); };
            namespace geo { struct corner : plain { int b; }; }
            void use(const void *);
            extern "C" int by_value(text t, plain p, wide w, holds h, shape s, box<int> b, geo::corner c, text &r) { use(&t); use(&p); use(&w); use(&h); use(&s); use(&b); use(&c); use(&r); return 1; }
            extern "C" text made(int n) { use(&n); return *(text *)0; }
            extern "C" plain simple(int n) { use(&n); return plain(); }
            """);
        string path = $"{source}.{compiler}.so";
        Toolchain.Run(compiler, $"-g -O0 -shared -fPIC -o {path} {source}");
        using DebugInformation information = Open(path);
        Assert.Equal(
            "int by_value(struct text * t, struct plain p, struct wide w, struct holds * h, struct shape * s, struct box<int> * b, struct corner c, struct text * r)",
            Prototype(information, path, "by_value"));
        Assert.Equal("struct text * made(struct text * __result, int n)", Prototype(information, path, "made"));
        Assert.Equal("struct plain simple(int n)", Prototype(information, path, "simple"));
    }

    [Fact]
    public void What_is_not_described_is_explained()
    {
        string path = Build("gcc", "-gdwarf-5 -O0");
        using DebugInformation information = Open(path);
        Assert.False(information.TryFindFunction(1, out _, out string? diagnostic));
        Assert.Equal($"the debug information of {path} does not describe the function at 0x1; its source was compiled without -g", diagnostic);
        Assert.False(DebugInformation.TryOpen(SystemCalls.Instance, "/nowhere", out _, out diagnostic));
        Assert.Contains("/nowhere", diagnostic);
    }

    private string Build(string compiler, string options)
    {
        Assert.SkipUnless(Toolchain.IsPresent && File.Exists("/usr/bin/" + compiler), compiler + " is not installed");
        string source = Path.Combine(tools.Folder, "described.c");
        string path = Path.Combine(tools.Folder, (compiler + options).Replace(' ', '_'));
        if (!File.Exists(path))
        {
            File.WriteAllText(source, Source);
            Toolchain.Run(compiler, $"{options} -o {path} {source}");
        }

        return path;
    }

    private static DebugInformation Open(string path)
    {
        Assert.True(DebugInformation.TryOpen(SystemCalls.Instance, path, out DebugInformation? information, out string? diagnostic), diagnostic);
        return information!;
    }

    private static ulong Address(string path, string function) =>
        Hex(Toolchain.Run("nm", path).Single(l => l.EndsWith(" T " + function, StringComparison.Ordinal)).Split(' ')[0]);

    private static ulong Hex(string number) => ulong.Parse(number, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // Compilers call the same type "long" and "long int".
    private static string Prototype(DebugInformation information, string path, string function)
    {
        Assert.True(information.TryFindFunction(Address(path, function), out BtfType type, out string? diagnostic), diagnostic);
        Assert.Equal(function, type.Name);
        List<string> parameters = [];
        foreach (BtfParameter parameter in type.Parameters)
            parameters.Add($"{parameter.Type} {parameter.Name}");
        return $"{type.ReturnType} {type.Name}({string.Join(", ", parameters)})".Replace("long int", "long");
    }
}
