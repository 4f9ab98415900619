using System;
using System.Collections.Generic;
using System.Globalization;
using Borescope.Objects;

namespace Borescope.Cli.Objects;

/// <summary>`borescope object show`: what is in an object, without the kernel.</summary>
internal static class ObjectShow
{
    internal static int Run(string[] arguments)
    {
        if (arguments.Length != 1)
        {
            Console.Error.WriteLine("borescope object show: name one object file");
            return ObjectVerb.UsageError;
        }
        if (!ObjectSpec.TryRead(arguments[0], out ObjectSpec? spec, out IReadOnlyList<string> diagnostics))
        {
            Console.Error.WriteLine($"borescope object show: {arguments[0]}: {string.Join("; ", diagnostics)}");
            return 1;
        }
        foreach (string note in diagnostics)
        {
            Console.Error.WriteLine($"note: {note}");
        }
        Console.Out.Write(Describe(spec!));
        return 0;
    }

    internal static string Describe(ObjectSpec spec)
    {
        System.Text.StringBuilder text = new();
        Line(text, $"object {spec.Name}, licence {(spec.License.Length == 0 ? "(none)" : spec.License)}, {spec.Btf.Length} bytes of types");
        foreach (ProgramSpec program in spec.Programs)
        {
            Line(text, $"program {program.Name} [{program.Section}] {program.Type}: {program.Instructions.Count} instructions, {Math.Max(1, program.Functions.Count)} functions, {program.CoreRelocations.Count} places that depend on kernel types{(program.AutoLoad ? "" : ", optional")}");
        }
        foreach (MapSpec map in spec.Maps)
        {
            string flags = map.Flags == MapFlags.None ? "" : $", flags {map.Flags}";
            string inner = map.Inner is { } template ? $", of {template.Type} (key {template.KeySize}, value {template.ValueSize}, {template.MaxEntries} entries)" : "";
            string entries = map.Entries.Count == 0 ? "" : $", starts with {map.Entries.Count} elements";
            Line(text, $"map {map.Name} {map.Type}: key {map.KeySize}, value {map.ValueSize} bytes, {map.MaxEntries} entries{flags}{inner}{entries}{(map.IsPinned ? ", pinned by name" : "")}");
        }
        foreach (VariableSpec variable in spec.Variables)
        {
            Line(text, $"variable {variable.Name} {variable.Map}+{variable.Offset}: {variable.Size} bytes");
        }
        foreach (ExternSpec item in spec.Externs)
        {
            Line(text, $"extern {item.Name} {item.Kind}{(item.IsWeak ? ", weak" : "")}");
        }
        return text.ToString();
    }

    private static void Line(System.Text.StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
