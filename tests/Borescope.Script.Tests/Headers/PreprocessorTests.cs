using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Borescope.Script.Headers;

namespace Borescope.Script.Tests.Headers;

/// <summary>What the preprocessor makes of headers; line breaks become blanks.</summary>
public sealed class PreprocessorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("borescope-headers-").FullName;

    [Theory]
    [InlineData("#define A 1\nint x = A;", "int x = 1 ;")]
    [InlineData("#define A B\n#define B 2\nA", "2")]
    [InlineData("#define A A + 1\nA", "A + 1")]
    [InlineData("#define A B\n#define B A\nA B", "A B")]
    [InlineData("#define F(x) (x + 1)\nF(2) F (3) F", "( 2 + 1 ) ( 3 + 1 ) F")]
    [InlineData("#define F(x, y) x y\nF((1, 2), 3)", "( 1 , 2 ) 3")]
    [InlineData("#define F() one\nF() F( )", "one one")]
    [InlineData("#define F(x) #x\nF(a b  \"c\")", "\"a b \\\"c\\\"\"")]
    [InlineData("#define F(a, b) a##b\nF(x, 1) F(, y) F(z, )", "x1 y z")]
    [InlineData("#define F(a, ...) f(a, __VA_ARGS__)\nF(1, 2, 3)", "f ( 1 , 2 , 3 )")]
    [InlineData("#define F(args...) g(args)\nF(1, 2)", "g ( 1 , 2 )")]
    [InlineData("#define G(TAG, NAME, MEMBERS...) struct TAG { MEMBERS } NAME;\nG(, a, int x; int y;)", "struct { int x ; int y ; } a ;")]
    [InlineData("#define F(x) x\n#define G F\nG(1) F(F(2)) F(G)(3)", "1 2 F ( 3 )")]
    [InlineData("#define F(x) [x]\nF(1,\n", null)]
    [InlineData("#define A \\\n  1 + \\\n  2\nA", "1 + 2")]
    [InlineData("/* A\n#define A 1\n*/ A // B\n", "A")]
    [InlineData("#if 1\na\n#else\nb\n#endif", "a")]
    [InlineData("#if 0\na\n#elif 2 > 1\nb\n#elif 1\nc\n#else\nd\n#endif", "b")]
    [InlineData("#if 0\n#if 1\na\n#else\nb\n#endif\n#else\nc\n#endif", "c")]
    [InlineData("#ifdef A\na\n#endif\n#ifndef A\nb\n#endif", "b")]
    [InlineData("#define A\n#if defined A && defined(A) && !defined B\na\n#endif", "a")]
    [InlineData("#define V(a, b) ((a << 8) + b)\n#if V(1, 2) == 258 && (3 - 1) * 2 == 4 && 0x10 == 020 && 'a' == 97 && L'\\0' - 1 < 0 && u8'b' == 98 && UNKNOWN == 0\na\n#endif", "a")]
    [InlineData("#if 1 ? 0 : 1\na\n#else\nb\n#endif", "b")]
    [InlineData("#if __has_include(<nosuch.h>) || __has_attribute(x)\na\n#endif\nb", "b")]
    [InlineData("#undef A\n#define A 1\n#undef A\nA", "A")]
    [InlineData("# define A 1\n#   if A\na\n#\n# endif\n#pragma something", "a")]
    [InlineData("#include \"other.h\"\nb", "a b")]
    [InlineData("#define WHICH \"other.h\"\n#include WHICH\n#include \"other.h\"\nb", "a a b")]
    [InlineData("#include \"once.h\"\n#include \"once.h\"\nb", "only b")]
    [InlineData("#include \"guarded.h\"\n#include \"guarded.h\"\nb", "guarded b")]
    [InlineData("#include <stdint.h>\nb", "b")]
    [InlineData("#if\na\n#endif", null)]
    [InlineData("#if 1\na", null)]
    [InlineData("#endif", null)]
    [InlineData("#include <nosuch_at_all.h>", null)]
    [InlineData("#include \"itself.h\"", null)]
    [InlineData("#error no\n", null)]
    public void Texts(string header, string? expected)
    {
        Write("other.h", "a\n");
        Write("once.h", "#pragma once\nonly\n");
        Write("guarded.h", "#ifndef G\n#define G\nguarded\n#endif\n");
        Write("itself.h", "#include \"itself.h\"\n");
        string path = Write("main.h", header);
        var preprocessor = new CPreprocessor(new HeaderSearch([], static _ => null), forKernel: false);
        if (expected is null)
        {
            Assert.Throws<HeaderException>(() => preprocessor.Read(path));
            return;
        }

        preprocessor.Read(path);
        string text = string.Join(' ', preprocessor.Parts.Where(p => p.Path.StartsWith(_folder, StringComparison.Ordinal)).Select(static p => p.Text));
        Assert.Equal(expected, Regex.Replace(text, "\\s+", " ").Trim());
    }

    [Fact]
    public void Declarations_keep_their_lines()
    {
        string path = Write("main.h", "#define A \\\n 1\n\nint x;\n#if 1\nint y = A;\n#endif\n");
        var preprocessor = new CPreprocessor(new HeaderSearch([], static _ => null), forKernel: false);
        preprocessor.Read(path);
        Assert.Equal("\n\n\nint x ;\n\nint y = 1 ;", Assert.Single(preprocessor.Parts).Text);
    }

    [Fact]
    public void Macros_that_grow_without_end_are_refused()
    {
        string bomb = "#define A0 x x x x x x x x x x\n" + string.Concat(Enumerable.Range(1, 9).Select(static n => $"#define A{n} A{n - 1} A{n - 1} A{n - 1} A{n - 1} A{n - 1} A{n - 1} A{n - 1} A{n - 1}\n")) + "A9\n";
        string path = Write("bomb.h", bomb);
        var preprocessor = new CPreprocessor(new HeaderSearch([], static _ => null), forKernel: false);
        Assert.Contains("tokens", Assert.Throws<HeaderException>(() => preprocessor.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_headers_end_in_a_message_or_in_text()
    {
        const string Seed = "#define F(a, b...) a##b #a\n#if defined(X) && (1 + 2) * 3 > 'c'\nstruct s { int x : 3; };\n#elif F(1, 2)\n#include <x.h>\n#endif\nF(1, (2, 3)) \"text\\\"\" 0x1fUL\n";
        var random = new Random(5);
        for (int round = 0; round < 3000; round++)
        {
            char[] text = Seed.ToCharArray();
            for (int change = random.Next(1, 6); change > 0; change--)
                text[random.Next(text.Length)] = "#()\\\n,\"'<>/*aF1 "[random.Next(16)];
            string path = Write("damaged.h", new string(text));
            var preprocessor = new CPreprocessor(new HeaderSearch([], static _ => null), forKernel: false);
            try
            {
                preprocessor.Read(path);
            }
            catch (HeaderException)
            {
            }
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
