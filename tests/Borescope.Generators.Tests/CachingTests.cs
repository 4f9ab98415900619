using System.IO;
using System.Linq;
using Borescope.Generators.Objects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Borescope.Generators.Tests;

/// <summary>While someone types, nothing is done again; a rebuilt object is seen.</summary>
public sealed class CachingTests
{
    [Fact]
    public void Edits_elsewhere_and_files_with_the_same_bytes_write_nothing_anew()
    {
        Generation first = Generation.Of([Generation.Item.Case("shapes.bpf.o")]);
        Compilation edited = first.Result.RemoveSyntaxTrees(first.Result.SyntaxTrees.Skip(1))
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Other;", new CSharpParseOptions(LanguageVersion.CSharp13), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(IncrementalStepRunReason.Cached, Reason(Generation.Again(first.Driver, edited), BpfObjectGenerator.WriteStep));
        GeneratorDriver touched = first.Driver.ReplaceAdditionalTexts([Generation.Item.Case("shapes.bpf.o")]);
        Generation second = Generation.Again(touched, edited);
        Assert.Equal(IncrementalStepRunReason.Unchanged, Reason(second, BpfObjectGenerator.ReadStep));
        Assert.Equal(IncrementalStepRunReason.Cached, Reason(second, BpfObjectGenerator.WriteStep));
    }

    [Fact]
    public void A_rebuilt_object_is_seen()
    {
        string folder = Directory.CreateTempSubdirectory("borescope-generator-").FullName;
        try
        {
            string path = Path.Combine(folder, "changing.bpf.o");
            File.Copy(Generation.Item.Case("hello.bpf.o").Path, path);
            Generation first = Generation.Of([new Generation.Item(path)]);
            File.Copy(Generation.Item.Case("odd.bpf.o").Path, path, overwrite: true);
            Generation second = Generation.Again(first.Driver.ReplaceAdditionalTexts([new Generation.Item(path)]), first.Result.RemoveSyntaxTrees(first.Result.SyntaxTrees.Skip(1)));
            Assert.Equal(IncrementalStepRunReason.Modified, Reason(second, BpfObjectGenerator.WriteStep));
            Assert.Contains("BpfProgram Odd", second.Source("Generated.Changing.g.cs"), System.StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IncrementalStepRunReason Reason(Generation generation, string step) =>
        Assert.Single(generation.Run.TrackedSteps[step].SelectMany(run => run.Outputs)).Reason;
}
