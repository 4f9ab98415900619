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
                    analysis.Diagnostics.Error(analysis.Source, subprogram.Span, "not supported yet: fn", $"write a macro: macro {subprogram.Name}(…) {{ … }}");
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

    private static void ReadInclude(Analysis analysis, IncludeSyntax include)
    {
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
        bool scalar = map.Kind is "scalar";
        if (map.Kind is not ("hash" or "lruhash" or "percpuhash" or "percpulruhash" or "array" or "percpuarray" or "scalar" or "percpuscalar"))
        {
            analysis.Diagnostics.Error(analysis.Source, map.KindSpan, $"'{map.Kind}' is no kind of map", "known is hash(entries)");
            return;
        }

        if (map.Kind != "hash")
        {
            analysis.Diagnostics.Error(analysis.Source, map.KindSpan, $"not supported yet: maps of the kind {map.Kind}", scalar ? "a map without keys needs no declaration" : "declare it as hash(entries)");
            return;
        }

        if (map.MaxEntries is not IntegerSyntax { Value: >= 1 and <= int.MaxValue } entries)
        {
            analysis.Diagnostics.Error(analysis.Source, map.MaxEntries?.Span ?? map.Span, "the number of entries must be a literal number above 0", $"write 'let {map.Name} = hash(1000);'");
            return;
        }

        analysis.Map(map.Name, map.Span).Symbol.MaxEntries = (int)entries.Value;
    }
}
