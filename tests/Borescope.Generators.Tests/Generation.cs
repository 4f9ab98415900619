using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Threading;
using Borescope.Generators.Objects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Borescope.Generators.Tests;

/// <summary>One run of the generator in a compiler of its own.</summary>
internal sealed class Generation
{
    private static readonly ImmutableArray<MetadataReference> s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
            // The generator holds the library's readers, under their names.
            .Where(path => Path.GetFileName(path) != "Borescope.Generators.dll").Select(path => MetadataReference.CreateFromFile(path))];

    private Generation(GeneratorDriver driver, Compilation result, ImmutableArray<Diagnostic> diagnostics)
    {
        Driver = driver;
        Result = result;
        Diagnostics = diagnostics;
    }

    public GeneratorDriver Driver { get; }

    public Compilation Result { get; }

    /// <summary>What the generator says.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    public GeneratorRunResult Run => Driver.GetRunResult().Results.Single();

    /// <summary>Runs over items, with a program beside them.</summary>
    public static Generation Of(IEnumerable<Item> items, string program = "")
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "generated", [CSharpSyntaxTree.ParseText(program, new CSharpParseOptions(LanguageVersion.CSharp13))], s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new BpfObjectGenerator().AsSourceGenerator()], items, new CSharpParseOptions(LanguageVersion.CSharp13), new Options(),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return Again(driver, compilation);
    }

    public static Generation Again(GeneratorDriver driver, Compilation compilation)
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation result, out ImmutableArray<Diagnostic> diagnostics);
        return new Generation(driver, result, diagnostics);
    }

    /// <summary>The text of a generated file.</summary>
    public string Source(string name)
    {
        string? text = Run.GeneratedSources.FirstOrDefault(source => source.HintName == name).SourceText?.ToString();
        Assert.True(text is not null, $"no {name} among {string.Join(", ", Run.GeneratedSources.Select(source => source.HintName))}; {string.Join("; ", Diagnostics)} {Run.Exception}");
        return text;
    }

    /// <summary>The assembly; fails on any error or warning.</summary>
    public Assembly Compile()
    {
        Assert.DoesNotContain(Diagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        using var image = new MemoryStream();
        var result = Result.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        Assert.Empty(result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        image.Position = 0;
        return new AssemblyLoadContext("generated", isCollectible: true).LoadFromStream(image);
    }

    /// <summary>A <c>BpfObject</c> item as the package's targets hand it on.</summary>
    internal sealed class Item(string path, string nameSpace = "Generated", string className = "", string types = "") : AdditionalText
    {
        public override string Path => path;

        public override SourceText? GetText(CancellationToken cancellationToken = default) => throw new InvalidOperationException("an object is no text");

        public static Item Case(string name, string className = "", string types = "", string nameSpace = "Generated") =>
            new(System.IO.Path.Combine(AppContext.BaseDirectory, "Cases", name), nameSpace, className, types);

        internal Dictionary<string, string> Metadata => new()
        {
            ["build_metadata.AdditionalFiles.BpfObject"] = "true",
            ["build_metadata.AdditionalFiles.Namespace"] = nameSpace,
            ["build_metadata.AdditionalFiles.ClassName"] = className,
            ["build_metadata.AdditionalFiles.Types"] = types,
        };
    }

    private sealed class Options : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Rows(new() { ["build_property.RootNamespace"] = "Project.Root" });

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => textFile is Item item ? new Rows(item.Metadata) : GlobalOptions;
    }

    private sealed class Rows(Dictionary<string, string> rows) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => rows.TryGetValue(key, out value);
    }
}
