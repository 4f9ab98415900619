using System;
using System.Collections.Generic;
using System.Globalization;
using Borescope.Script.Diagnostics;
using Borescope.Script.Semantics;
using Borescope.Script.Syntax;

namespace Borescope.Script.Tests.Semantics;

public sealed class MutationTests
{
    private static readonly string[] Pieces =
    [
        "(", ")", "{", "}", "[", "]", ";", ",", ":", "/", "@", "$", "@x", "$x", "@[1]", "\"", "'", "\\", "#", "//", "/*", "*/", "..", "->", ".", "++", "--", "=", "==",
        "+=", "<<", "?", ":", "!", "*", "&", "0", "1", "-1", "0x", "99999999999999999999", "1e9", "5ms", "if", "else", "while", "for", "unroll", "let", "return",
        "macro m(x) { x }", "sizeof(", "offsetof(", "typeof(", "comptime ", "struct a", "(struct task_struct *)", "(uint64)", "arg0", "args", "retval", "curtask", "comm",
        "nsecs", "count()", "hist(", "printf(", "str(", "print(", "kstack", "exit()", "begin", "kprobe:vfs_read", "kprobe:*", "interval:s:1", "\n", "\0", "\u00e9", "\ud83d\ude00",
        "true", "$1", "$#", "_ = ", "import \"x\";", "config = { max_strlen = 9; }", "typedef int t;", "enum e { A };", "#define A A\n", "fn f() { }", "let @m = hash(3);",
    ];

    [Fact]
    public void Broken_scripts_give_diagnostics_with_places_and_never_throw()
    {
        (int rounds, int seed) = Amount();
        var random = new Random(seed);
        List<string> seeds = Seeds();
        for (int round = 0; round < rounds; round++)
        {
            string text = seeds[random.Next(seeds.Count)];
            for (int i = random.Next(1, 6); i > 0; i--)
                text = Mutate(random, seeds, text);
            Check(text);
        }
    }

    [Theory]
    [InlineData("(")]
    [InlineData("{")]
    [InlineData("-")]
    [InlineData("!")]
    [InlineData("(int32)")]
    [InlineData("$x[")]
    [InlineData("@x[")]
    [InlineData("f(")]
    [InlineData("1 ? ")]
    [InlineData("if 1 { ")]
    [InlineData("if 1 { } else ")]
    [InlineData("comptime ")]
    [InlineData("1 + ")]
    [InlineData("$x.")]
    [InlineData("$a = ")]
    public void A_thousandfold_repetition_ends_in_a_diagnostic(string piece)
    {
        string repeated = string.Concat(System.Linq.Enumerable.Repeat(piece, 4_000));
        Check("begin { $y = " + repeated + "1; }");
        Check("begin { " + repeated + " }");
        Check(repeated);
        Check("begin { $x = 1" + string.Concat(System.Linq.Enumerable.Repeat(".a", 4_000)) + "; }");
        Check("begin { $x = 1" + string.Concat(System.Linq.Enumerable.Repeat(" + pid", 4_000)) + "; }");
        Check("struct a { " + string.Concat(System.Linq.Enumerable.Repeat("struct { ", 4_000)));
        Check("struct a { int" + string.Concat(System.Linq.Enumerable.Repeat("*", 4_000)) + "b; }; begin { }");
    }

    // BORESCOPE_MUTATIONS=rounds,seed runs more of them.
    private static (int Rounds, int Seed) Amount()
    {
        string[] parts = (Environment.GetEnvironmentVariable("BORESCOPE_MUTATIONS") ?? "6000,20260801").Split(',');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static void Check(string text)
    {
        var diagnostics = new DiagnosticBag();
        var source = new ScriptSource("stdin", text);
        try
        {
            SyntaxTree tree = Parser.Parse(source, diagnostics);
            object? program = Binder.Bind(tree, new BinderOptions { Parameters = ["1", "a"], Unsafe = true }, new FakeKernelModel(), diagnostics);
            Assert.Equal(program is null, diagnostics.HasErrors);
            string rendered = DiagnosticRenderer.Render(diagnostics);
            Assert.Equal(diagnostics.Items.Count > 0, rendered.Length > 0);
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{e}\nscript: {text}");
        }

        foreach (Diagnostic diagnostic in diagnostics.Items)
        {
            Assert.True(diagnostic.Span.Length >= 1 || text.Length == 0, $"no place for '{diagnostic.Message}' in: {text}");
            Assert.True(diagnostic.Span.Start >= 0 && diagnostic.Span.End <= Math.Max(1, diagnostic.Source.Text.Length), $"place {diagnostic.Span} of '{diagnostic.Message}' is outside of: {text}");
        }
    }

    private static List<string> Seeds()
    {
        var seeds = new List<string>();
        foreach (string folder in new[] { "Semantics/cases", "Diagnostics/cases" })
        {
            foreach (TheoryDataRow<string> name in ScriptCase.Names(folder))
                seeds.Add(ScriptCase.Read(folder, name.Data).Script);
        }

        return seeds;
    }

    private static string Mutate(Random random, List<string> seeds, string text)
    {
        int at = random.Next(text.Length + 1);
        int length = Math.Min(random.Next(1, 12), text.Length - at);
        switch (random.Next(6))
        {
            case 0:
                return text.Remove(at, length);
            case 1:
                return text.Insert(at, Pieces[random.Next(Pieces.Length)]);
            case 2:
                return text.Remove(at, length).Insert(at, Pieces[random.Next(Pieces.Length)]);
            case 3:
                return text.Insert(at, text.Substring(at, length));
            case 4:
                return text.Insert(at, ((char)random.Next(1, 256)).ToString());
            default:
                string other = seeds[random.Next(seeds.Count)];
                return text[..at] + other[random.Next(other.Length + 1)..];
        }
    }
}
