using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Sources;

/// <summary>The records of tracepoints as C structures, for programs that say <c>TRACEPOINT_PROBE(category, event)</c> and read <c>args->field</c>.</summary>
internal static class TracepointRecords
{
    private const string Macro = "TRACEPOINT_PROBE", Structure = "tracepoint__";

    /// <summary>A structure for each tracepoint that a source names in this way.</summary>
    /// <param name="source">The source.</param>
    /// <param name="kernel">Where the tracepoints are.</param>
    /// <exception cref="BpfException">The kernel does not have one.</exception>
    internal static string Of(string source, KernelFacts kernel)
    {
        var result = new StringBuilder();
        var seen = new HashSet<(string, string)>();
        foreach (var (category, name) in Named(source))
        {
            if (!seen.Add((category, name)))
                continue;
            if (kernel.Tracefs is not { } tracefs)
                throw new BpfException($"the fields of tracepoint {category}:{name} cannot be read: {kernel.TracefsDiagnostic}", KernelOperation.FileRead, name);
            if (!tracefs.TryReadFormat(category, name, out var format, out var problem))
                throw new BpfException(problem!, KernelOperation.FileRead, name, "list what there is with borescope -l 'tracepoint:*'");
            Write(result, format!);
        }

        return result.ToString();
    }

    private static IEnumerable<(string Category, string Name)> Named(string source)
    {
        var mask = SourceMask.Of(source, keepsMacros: false);
        for (var at = mask.IndexOf(Macro, StringComparison.Ordinal); at >= 0; at = mask.IndexOf(Macro, at + 1, StringComparison.Ordinal))
        {
            var open = at + Macro.Length;
            if (open < mask.Length && mask[open] == '(' && mask.IndexOf(')', open) is > 0 and var close && mask[(open + 1)..close].Split(',') is [var category, var name])
                yield return (category.Trim(), name.Trim());
        }

        // struct tracepoint__category__event
        foreach (var part in mask.Split("struct " + Structure)[1..])
        {
            var end = 0;
            while (end < part.Length && SourceMask.IsName(part[end]))
                end++;
            if (part[..end].Split("__", 2) is [var category, var name])
                yield return (category, name);
        }
    }

    private static void Write(StringBuilder result, TracepointFormat format)
    {
        var end = 0;
        result.Append(CultureInfo.InvariantCulture, $"struct {Structure}{format.Category}__{format.Name} {{");
        foreach (var field in format.Fields)
        {
            if (field.Offset < end || field.Size <= 0)
                continue;
            if (field.Offset > end)
                result.Append(CultureInfo.InvariantCulture, $" char __hole_{end}[{field.Offset - end}];");
            result.Append(' ').Append(Declare(field)).Append(';');
            end = field.Offset + field.Size;
        }

        result.Append(" } __attribute__((packed));\n");
    }

    private static string Declare(TracepointField field)
    {
        if (field.IsDataLoc)
            return $"int data_loc_{field.Name}";
        var size = field.ArrayLength > 0 ? field.Size / field.ArrayLength : field.Size;
        var type = size switch { 1 => "8", 2 => "16", 4 => "32", 8 => "64", _ => null };
        if (type is null || field.ArrayLength < 0)
            return string.Create(CultureInfo.InvariantCulture, $"char {field.Name}[{field.Size}]");
        var element = field.Type.Contains('*', StringComparison.Ordinal) && size == sizeof(ulong) ? "void *" : field.Type is "char" or "const char" ? "char " : $"{(field.IsSigned ? 's' : 'u')}{type} ";
        return field.ArrayLength > 0 ? string.Create(CultureInfo.InvariantCulture, $"{element}{field.Name}[{field.ArrayLength}]") : element + field.Name;
    }
}
