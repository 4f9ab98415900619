using Borescope.Script.Binding;
using Borescope.Script.Diagnostics;
using Borescope.Script.Headers;
using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics;

/// <summary>Reads what stands in front of the probes: definitions, includes, imports, map declarations.</summary>
internal static class Preamble
{
    /// <summary>Reads all declarations but probes and the config block; macros are only looked at.</summary>
    public static void Read(Analysis analysis)
    {
        foreach (DeclarationSyntax declaration in analysis.Tree.Declarations)
        {
            switch (declaration)
            {
                case DefineSyntax { Parameters: null } define:
                    analysis.Types.Defines[define.Name] = define.Value;
                    break;
                case UndefSyntax undef:
                    analysis.Types.Defines.Remove(undef.Name);
                    break;
                case IncludeSyntax include:
                    ReadInclude(analysis, include);
                    break;
                case SubprogramSyntax subprogram:
                    if (!analysis.Functions.TryAdd(subprogram.Name, subprogram))
                        analysis.Diagnostics.Error(analysis.Source, subprogram.Span, $"the function '{subprogram.Name}' is defined twice");
                    break;
                case MacroSyntax macro when analysis.Macros.IsRepeated(macro):
                    analysis.Diagnostics.Error(analysis.Source, macro.NameSpan, $"Redefinition of macro: {macro.Name}", "macros of one name differ in the number or the kinds of their parameters");
                    break;
                case MapDeclarationSyntax map:
                    ReadMap(analysis, map);
                    break;
                case TagDefinitionSyntax or TypedefSyntax:
                    Define(analysis, declaration);
                    break;
            }
        }
    }

    private static void Define(Analysis analysis, DeclarationSyntax declaration)
    {
        DiagnosticBag said = analysis.Diagnostics;
        bool isOfHeader = analysis.Source.PartAt(declaration.Span.Start).Part.Name.EndsWith(".h", System.StringComparison.Ordinal);
        if (isOfHeader)
            analysis.Diagnostics = new DiagnosticBag();
        if (declaration is TypedefSyntax typedef)
            CDefinitions.Define(analysis, typedef);
        else
            CDefinitions.Define(analysis, ((TagDefinitionSyntax)declaration).Definition);

        // A struct of a header that lacks members because their types are not known is none: the script is told when it names it.
        bool isWhole = !analysis.Diagnostics.HasErrors;
        analysis.Diagnostics = said;
        TagBodySyntax? body = (declaration as TagDefinitionSyntax)?.Definition ?? (declaration as TypedefSyntax)?.Definition;
        if (!isWhole && isOfHeader && body is { Name.Length: > 0 })
            analysis.Types.Remove(body.Name, body.Kind == TagKind.Union);
    }

    // Left over are those that are not installed.
    private static void ReadInclude(Analysis analysis, IncludeSyntax include)
    {
        if (KernelHeaderNames.Contains(include.Path) && analysis.Model.FindStruct("task_struct", false) is not null)
        {
            analysis.Diagnostics.Warning(
                analysis.Source,
                include.Span,
                $"#include <{include.Path}>: the kernel's headers are not installed; its types are known without them",
                "what the header #defines must be defined in the script");
            return;
        }

        analysis.Diagnostics.Error(
            analysis.Source,
            include.Span,
            $"#include <{include.Path}>: there is no such header",
            KernelHeaderNames.Contains(include.Path) ? "install the kernel's headers (package linux-headers-...), or run where the kernel shows its types (BTF)" : "install the package it belongs to, libc6-dev for instance, or say where it is with -I");
    }

    private static void ReadMap(Analysis analysis, MapDeclarationSyntax map)
    {
        DeclaredMapKind? kind = map.Kind switch
        {
            "hash" or "percpuhash" => DeclaredMapKind.Hash,
            "lruhash" or "percpulruhash" => DeclaredMapKind.LruHash,
            "array" or "percpuarray" => DeclaredMapKind.Array,
            _ => null,
        };
        if (kind is null)
        {
            string hint = map.Kind is "scalar" or "percpuscalar" ? "a map without keys needs no declaration" : "known are hash, lruhash, percpuhash, percpulruhash, array and percpuarray";
            analysis.Diagnostics.Error(analysis.Source, map.KindSpan, $"'{map.Kind}' is no kind of map", hint);
            return;
        }

        if (map.MaxEntries is not IntegerSyntax { Value: >= 1 and <= int.MaxValue } entries)
        {
            analysis.Diagnostics.Error(analysis.Source, map.MaxEntries?.Span ?? map.Span, "the number of entries must be a literal number above 0", $"write 'let {map.Name} = hash(1000);'");
            return;
        }

        MapState state = analysis.Map(map.Name, map.Span);
        if (state.Declaration is not null)
            analysis.Diagnostics.Error(analysis.Source, map.Span, $"the map {map.Name} is declared twice");
        state.Declaration = map;
        state.Symbol.MaxEntries = (int)entries.Value;
        state.Symbol.Declared = kind.Value;
        if (kind == DeclaredMapKind.Array)
            state.IsKeyed = true; // The others may have a single value without a key.
    }
}
