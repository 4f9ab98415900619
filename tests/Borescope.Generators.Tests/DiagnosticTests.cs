using System;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Borescope.Generators.Tests;

/// <summary>What is wrong with an item is said at its file, under an id; nothing ends in an exception.</summary>
public sealed class DiagnosticTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("borescope-generator-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void BSC001_a_missing_file()
    {
        Diagnostic found = Single(Generation.Of([new Generation.Item(Path.Combine(_folder, "none.bpf.o"))]), "BSC001");
        Assert.Contains("none.bpf.o cannot be read: there is no such file; build it before this project", found.GetMessage(), StringComparison.Ordinal);
        Assert.Equal(Path.Combine(_folder, "none.bpf.o"), found.Location.GetLineSpan().Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("int main(void) { return 0; }")]
    [InlineData("\u007fELF and nothing behind")]
    public void BSC002_no_object(string text)
    {
        string path = Path.Combine(_folder, "text.bpf.o");
        File.WriteAllText(path, text);
        Assert.Contains("text.bpf.o is not a BPF object that can be loaded: ", Single(Generation.Of([new Generation.Item(path)]), "BSC002").GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void BSC002_an_object_for_another_machine()
    {
        string path = Path.Combine(_folder, "sh.bpf.o");
        File.Copy("/bin/true", path);
        Assert.Contains("build it with clang -g -O2 -target bpf -c", Single(Generation.Of([new Generation.Item(path)]), "BSC002").GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void BSC003_an_object_without_types_keeps_its_programs()
    {
        Generation generation = Generation.Of([Generation.Item.Case("no_types.bpf.o")]);
        Single(generation, "BSC003");
        Assert.NotNull(generation.Compile().GetType("Generated.NoTypes")!.GetProperty("Empty"));
    }

    [Fact]
    public void BSC004_a_type_that_the_object_does_not_have()
    {
        Generation generation = Generation.Of([Generation.Item.Case("hello.bpf.o", types: "event, state")]);
        Assert.Contains("hello.bpf.o has no type 'state'", Single(generation, "BSC004").GetMessage(), StringComparison.Ordinal);
        Assert.Contains("struct Event", generation.Source("Generated.Hello.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void BSC005_a_map_without_types()
    {
        Assert.Contains("map untyped has a type that C# cannot express", Single(Generation.Of([Generation.Item.Case("shapes.bpf.o")]), "BSC005").GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void BSC006_two_objects_of_one_class()
    {
        Generation generation = Generation.Of([Generation.Item.Case("hello.bpf.o"), Generation.Item.Case("odd.bpf.o", className: "Hello")]);
        Assert.Contains("odd.bpf.o gives class Generated.Hello", Single(generation, "BSC006").GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1st", "Generated")]
    [InlineData("class", "Generated")]
    [InlineData("Fine", "Not.A-Namespace")]
    [InlineData("Hello { } class X", "Generated")]
    public void BSC007_names_that_are_none(string className, string nameSpace)
    {
        Single(Generation.Of([Generation.Item.Case("hello.bpf.o", className, nameSpace: nameSpace)]), "BSC007");
    }

    [Fact]
    public void BSC008_a_file_that_is_too_large()
    {
        string path = Path.Combine(_folder, "large.bpf.o");
        using (FileStream file = File.Create(path))
            file.SetLength((8 << 20) + 1);
        Assert.Contains("large.bpf.o has more than 8 MB; strip", Single(Generation.Of([new Generation.Item(path)]), "BSC008").GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void BSC009_a_section_that_nobody_knows()
    {
        Generation generation = Generation.Of([Generation.Item.Case("odd.bpf.o")]);
        Assert.Contains("section 'nonsense/of_mine' of program odd names no known program type", Single(generation, "BSC009").GetMessage(), StringComparison.Ordinal);
        generation.Compile();
    }

    [Fact]
    public void Without_a_namespace_the_class_is_in_that_of_the_project()
    {
        Assert.NotNull(Generation.Of([Generation.Item.Case("hello.bpf.o", nameSpace: "")]).Compile().GetType("Project.Root.Hello"));
    }

    private static Diagnostic Single(Generation generation, string id)
    {
        Assert.Null(generation.Run.Exception);
        return Assert.Single(generation.Diagnostics.Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden), diagnostic => diagnostic.Id == id);
    }
}
