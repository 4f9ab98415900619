using Borescope.Script.Binding;
using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics;

/// <summary>Reads what stands in front of the probes: definitions, includes, imports, map declarations.</summary>
internal static class Preamble
{
    private static readonly string[] KernelHeaders = ["linux/", "net/", "asm/", "asm-generic/", "uapi/", "trace/", "generated/", "crypto/", "scsi/", "sound/", "drm/", "rdma/", "xen/", "kvm/", "vdso/", "media/"];

    /// <summary>Reads all declarations but probes, macros and the config block.</summary>
    public static void Read(Analysis analysis)
    {
        foreach (DeclarationSyntax declaration in analysis.Tree.Declarations)
        {
            switch (declaration)
            {
                case DefineSyntax define:
                    analysis.Types.Defines[define.Name] = define.Value;
                    break;
                case IncludeSyntax include:
                    ReadInclude(analysis, include);
                    break;
                case ImportSyntax import:
                    analysis.Diagnostics.Error(analysis.Source, import.Span, "not supported yet: import");
                    break;
                case SubprogramSyntax subprogram:
                    if (!analysis.Functions.TryAdd(subprogram.Name, subprogram))
                        analysis.Diagnostics.Error(analysis.Source, subprogram.Span, $"the function '{subprogram.Name}' is defined twice");
                    break;
                case MapDeclarationSyntax map:
                    ReadMap(analysis, map);
                    break;
                case TagDefinitionSyntax tag:
                    CDefinitions.Define(analysis, tag.Definition);
                    break;
                case TypedefSyntax typedef:
                    CDefinitions.Define(analysis, typedef);
                    break;
            }
        }
    }

    // Headers that define nothing but types every script knows.
    private static readonly string[] KnownHeaders = ["stdint.h", "inttypes.h", "stdbool.h", "stddef.h", "sys/types.h", "linux/types.h", "stdarg.h", "uapi/linux/types.h"];

    private static void ReadInclude(Analysis analysis, IncludeSyntax include)
    {
        if (System.Array.IndexOf(KnownHeaders, include.Path) >= 0)
            return;

        // What kernel headers define as types is in BTF; what they #define is not.
        bool kernel = System.Array.Exists(KernelHeaders, folder => include.Path.StartsWith(folder, System.StringComparison.Ordinal));
        if (kernel && analysis.Model.FindStruct("task_struct", false) is not null)
        {
            analysis.Diagnostics.Warning(
                analysis.Source,
                include.Span,
                $"#include <{include.Path}> is not read: the kernel's types are known without it",
                "what the header #defines must be defined in the script");
            return;
        }

        analysis.Diagnostics.Error(
            analysis.Source,
            include.Span,
            $"not supported yet: #include <{include.Path}>",
            kernel ? "this kernel has no BTF, so types must be defined in the script" : "define the types and constants that are needed in the script");
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
        state.Symbol.MaxEntries = (int)entries.Value;
        state.Symbol.Declared = kind.Value;
        state.IsKeyed = true;
    }
}
