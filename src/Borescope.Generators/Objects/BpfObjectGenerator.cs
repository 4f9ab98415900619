using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Threading;
using Borescope.Btf;
using Borescope.Objects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Borescope.Generators.Objects;

/// <summary>Makes a class of every <c>BpfObject</c> item of the project.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class BpfObjectGenerator : IIncrementalGenerator
{
    /// <summary>Name of the step that reads the files, for tests of caching.</summary>
    public const string ReadStep = "BpfObjectRead";

    /// <summary>Name of the step that writes the classes.</summary>
    public const string WriteStep = "BpfObjectWrite";

    private const string Metadata = "build_metadata.AdditionalFiles.";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var objects = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, cancellation) => Read(pair.Left, pair.Right, cancellation))
            .WithTrackingName(ReadStep)
            .Where(static input => input is not null)
            .Select(static (input, _) => Generate(input!))
            .WithTrackingName(WriteStep)
            .Collect();
        context.RegisterSourceOutput(objects, static (output, all) => Add(output, all));
    }

    private static ObjectInput? Read(AdditionalText file, AnalyzerConfigOptionsProvider options, CancellationToken cancellation)
    {
        var metadata = options.GetOptions(file);
        if (!metadata.TryGetValue(Metadata + "BpfObject", out var mark) || mark != "true")
            return null;
        cancellation.ThrowIfCancellationRequested();
        var content = ReadFile(file.Path, out var problem);
        var nameSpace = Text(metadata, Metadata + "Namespace");
        if (nameSpace.Length == 0)
            nameSpace = Text(options.GlobalOptions, "build_property.RootNamespace");
        return new ObjectInput(file.Path, Text(metadata, Metadata + "ClassName"), nameSpace, Text(metadata, Metadata + "Types"), content, problem);
    }

    private static string Text(AnalyzerConfigOptions metadata, string name) => metadata.TryGetValue(name, out var text) ? text.Trim() : "";

    // The compiler hands additional files over as text only, which these are not. It gives a new AdditionalText when the file changes, so reading
    // the file here is as fresh as reading the text would be.
#pragma warning disable RS1035
    private static byte[] ReadFile(string path, out string? problem)
    {
        problem = null;
        try
        {
            if (new FileInfo(path).Length <= GeneratorLimits.MaxContentBytes)
                return File.ReadAllBytes(path);
            problem = "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : error.Message;
        }

        return [];
    }
#pragma warning restore RS1035

    private static GeneratedObject Generate(ObjectInput input)
    {
        var findings = new List<Finding>();
        try
        {
            return Generate(input, findings);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new GeneratedObject(input.Path, "", "", "", [ObjectRules.Failed.Found(input.FileName, $"{error.GetType().Name}: {error.Message}")]);
        }
    }

    private static GeneratedObject Generate(ObjectInput input, List<Finding> findings)
    {
        var nothing = new GeneratedObject(input.Path, "", "", "", findings);
        if (input.Problem is { } problem)
        {
            findings.Add(problem.Length == 0
                ? ObjectRules.TooLarge.Found(input.FileName, $"more than {GeneratorLimits.MaxContentBytes >> 20} MB") : ObjectRules.Unreadable.Found(input.FileName, problem));
            return nothing;
        }

        var name = input.ClassName.Length > 0 ? input.ClassName : DefaultName(input.FileName);
        if (!Identifiers.IsName(name) || (input.Namespace.Length > 0 && !Array.TrueForAll(input.Namespace.Split('.'), Identifiers.IsName)))
        {
            findings.Add(ObjectRules.NoClassName.Found(input.FileName, Identifiers.IsName(name) ? input.Namespace : name));
            return nothing;
        }

        if (!ObjectSpec.TryRead(input.Content, out var spec, out var diagnostics, input.FileName))
        {
            findings.Add(ObjectRules.NoObject.Found(input.FileName, string.Join("; ", diagnostics)));
            return nothing;
        }

        foreach (var diagnostic in diagnostics)
            findings.Add(ObjectRules.LeftOut.Found(input.FileName, diagnostic));
        BtfSpec? btf = null;
        if (spec!.Btf.Length == 0)
            findings.Add(ObjectRules.NoTypes.Found(input.FileName));
        else if (!BtfSpec.TryRead(spec.Btf, out btf, out var damage, input.FileName))
            findings.Add(ObjectRules.NoObject.Found(input.FileName, damage!));
        using (btf)
        {
            var source = new ObjectEmitter(input, spec, btf, name, findings).Write();
            var content = ContentEmitter.Write(input.Namespace, name, input.FileName, input.Content);
            return new GeneratedObject(input.Path, input.Namespace.Length > 0 ? $"{input.Namespace}.{name}" : name, source, content, findings);
        }
    }

    // "hello.bpf.o" becomes Hello.
    private static string DefaultName(string file)
    {
        foreach (var ending in (string[])[".bpf.o", ".o"])
        {
            if (file.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return Identifiers.Pascal(file.Substring(0, file.Length - ending.Length));
        }

        return Identifiers.Pascal(file);
    }

    private static void Add(SourceProductionContext output, ImmutableArray<GeneratedObject> objects)
    {
        var classes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in objects)
        {
            foreach (var finding in item.Findings)
                output.ReportDiagnostic(ObjectRules.At(item.Path, finding));
            if (item.Source.Length == 0)
                continue;
            if (!classes.Add(item.ClassName))
            {
                output.ReportDiagnostic(ObjectRules.At(item.Path, ObjectRules.SameClass.Found(Path.GetFileName(item.Path), item.ClassName)));
                continue;
            }

            output.AddSource(item.ClassName + ".g.cs", item.Source);
            output.AddSource(item.ClassName + ".Content.g.cs", item.Content);
        }
    }
}
