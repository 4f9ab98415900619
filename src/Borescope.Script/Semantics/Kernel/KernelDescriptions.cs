using System;
using System.Collections.Generic;
using System.IO;
using Borescope.Btf;
using Borescope.Kernel;
using Borescope.Script.Binding;
using Borescope.Symbols;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Script.Semantics.Kernel;

/// <summary>What <c>-lv</c> shows, with types as C spells them.</summary>
internal static class KernelDescriptions
{
    /// <summary>Arguments of a tracepoint, raw tracepoint, fentry or fexit.</summary>
    public static IReadOnlyList<string> Arguments(AttachPoint point, RunningKernel kernel) => point.Provider switch
    {
        ProbeProvider.Tracepoint => Tracepoint(point, kernel.Facts.Tracefs),
        ProbeProvider.Fentry or ProbeProvider.Fexit when kernel.Btf is { } btf => Function(point, btf),
        ProbeProvider.RawTracepoint when kernel.Btf is { } btf => RawTracepoint(point.Event, btf),
        ProbeProvider.Iter when kernel.Btf is { } btf => Iterator(point.Event, btf),
        ProbeProvider.Usdt when point.Marker is { } marker => Marker(marker),
        _ => [],
    };

    private static List<string> Iterator(string kind, KernelBtf btf)
    {
        var lines = new List<string>();
        if (btf.TryFind("bpf_iter__" + kind, BtfKind.Struct, out BtfType context))
            Objects(context, lines);
        return lines;
    }

    // Pointers in a context stand in a union each, so that they are 8 bytes wide everywhere.
    private static void Objects(BtfType context, List<string> lines)
    {
        foreach (BtfMember member in context.Members)
        {
            if (member.NameBytes.IsEmpty)
                Objects(member.Type.Resolve(), lines);
            else if (member.Name != "meta" && !member.IsBitfield)
                lines.Add($"{member.Type} {member.Name}");
        }
    }

    private static List<string> Marker(UsdtSite marker)
    {
        var lines = new List<string>();
        for (int i = 0; i < marker.Arguments.Count; i++)
        {
            UsdtArgument argument = marker.Arguments[i];
            string type = argument.Kind == UsdtArgumentKind.Unreadable ? argument.Text : $"{(argument.IsSigned ? "int" : "uint")}{8 * argument.Size}";
            lines.Add($"{type} arg{i}");
        }

        return lines;
    }

    /// <summary>A struct, union or enum.</summary>
    public static IReadOnlyList<string>? Type(string name, KernelBtf btf)
    {
        int blank = name.IndexOf(' ', StringComparison.Ordinal);
        string tag = name[(blank + 1)..].Trim();
        BtfType type = default;
        bool found = (blank < 0 ? "" : name[..blank]) switch
        {
            "struct" => btf.TryFind(tag, BtfKind.Struct, out type),
            "union" => btf.TryFind(tag, BtfKind.Union, out type),
            "enum" => btf.TryFind(tag, BtfKind.Enum, out type) || btf.TryFind(tag, BtfKind.Enum64, out type),
            _ => false,
        };
        if (!found)
            return null;
        using var text = new StringWriter();
        BtfCHeader.WriteDefinition(type, text);
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static List<string> Tracepoint(AttachPoint point, Tracefs? tracefs)
    {
        var lines = new List<string>();
        if (tracefs is null || !tracefs.TryReadFormat(point.Category, point.Event, out TracepointFormat? format, out _))
            return lines;
        foreach (TracepointField field in format!.Fields)
        {
            if (field.IsCommon)
                continue;
            string array = field.ArrayLength > 0 ? $"[{field.ArrayLength}]" : field.ArrayLength < 0 ? "[]" : "";
            lines.Add(field.Location switch
            {
                TracepointFieldLocation.FromRecord => $"__data_loc {field.Type}{array} {field.Name}",
                TracepointFieldLocation.FromField => $"__rel_loc {field.Type}{array} {field.Name}",
                _ => $"{field.Type} {field.Name}{array}",
            });
        }

        return lines;
    }

    private static List<string> Function(AttachPoint point, KernelBtf btf)
    {
        return btf.FindSpec(point.Module) is { } spec && spec.TryFind(point.Function, BtfKind.Function, out BtfType function) ? Parameters(point, function) : [];
    }

    /// <summary>Arguments of a function, with its result where the probe is at its exit.</summary>
    public static List<string> Parameters(AttachPoint point, BtfType function)
    {
        var lines = new List<string>();
        foreach (BtfParameter parameter in function.Parameters)
            lines.Add($"{parameter.Type} {parameter.Name}");
        if (point.Provider == ProbeProvider.Fexit && !function.ReturnType.IsVoid)
            lines.Add($"{function.ReturnType} retval");
        return lines;
    }

    /// <summary>Arguments of a function of a program, which are listed with the star at the type.</summary>
    public static List<string> UserParameters(BtfType function)
    {
        var lines = new List<string>();
        foreach (BtfParameter parameter in function.Parameters)
            lines.Add($"{parameter.Type.ToString().Replace(" *", "*", StringComparison.Ordinal)} {parameter.Name}");
        return lines;
    }

    private static List<string> RawTracepoint(string name, KernelBtf btf)
    {
        var lines = new List<string>();
        if (BtfPrototypes.FindRawTracepoint(btf, name, out BtfType prototype, out _))
        {
            for (int i = 1; i < prototype.Parameters.Count; i++)
            {
                BtfParameter parameter = prototype.Parameters[i];
                lines.Add($"{parameter.Type} {(parameter.Name.Length > 0 ? parameter.Name : "arg" + (i - 1))}");
            }
        }

        return lines;
    }
}
