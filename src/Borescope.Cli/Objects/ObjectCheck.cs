using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Borescope.Kernel;
using Borescope.Objects;
using Borescope.Programs;

namespace Borescope.Cli.Objects;

/// <summary>`borescope object check`: one line per object and program; exit code 0 when the kernel takes everything.</summary>
internal static class ObjectCheck
{
    internal static int Run(string[] arguments)
    {
        LoadOptions options = new();
        List<string> files = [];
        string? sameAs = null;
        for (int index = 0; index < arguments.Length; index++)
        {
            if (arguments[index] == "--btf" && index + 1 < arguments.Length)
            {
                options = options with { KernelTypes = arguments[++index] };
            }
            else if (arguments[index] == "--same-as" && index + 1 < arguments.Length)
            {
                sameAs = arguments[++index];
            }
            else
            {
                files.Add(arguments[index]);
            }
        }
        if (files.Count == 0)
        {
            Console.Error.WriteLine("borescope object check: name at least one object file");
            return ObjectVerb.UsageError;
        }
        using RunningKernel kernel = new();
        ObjectLoader loader = new(SystemCalls.Instance, kernel, options);
        int failures = 0;
        foreach (string file in files)
        {
            failures += Check(file, loader, sameAs) ? 0 : 1;
        }
        return failures == 0 ? 0 : 1;
    }

    private static bool Check(string file, ObjectLoader loader, string? sameAs)
    {
        string name = Path.GetFileName(file);
        if (!ObjectSpec.TryRead(file, out ObjectSpec? spec, out IReadOnlyList<string> diagnostics))
        {
            Console.Out.WriteLine($"{name}: unreadable: {string.Join("; ", diagnostics)}");
            return false;
        }
        Unpin(spec!);
        IReadOnlyList<string> sized = MapSizes.Choose(spec!);
        LoadedObject loaded;
        try
        {
            loaded = loader.LoadMaps(spec!);
        }
        catch (BpfException error)
        {
            Console.Out.WriteLine($"{name}: refused: {error.Message}");
            return false;
        }
        int refused = 0;
        List<string> lines = [];
        using (loaded)
        {
            foreach (ProgramSpec program in spec!.Programs)
            {
                string place = $"{name}: {program.Name} [{program.Section}]";
                try
                {
                    if (!program.AutoLoad)
                    {
                        lines.Add($"{place}: left out: its section says that it is optional");
                        continue;
                    }
                    BpfProgram made = loaded.Load(program);
                    string comparison = "";
                    if (sameAs is not null && Compare(made, Path.Combine(sameAs, ShortName(name), program.Name)) is { } result)
                    {
                        comparison = $", {result}";
                        refused += result.StartsWith("differs", StringComparison.Ordinal) ? 1 : 0;
                    }
                    lines.Add(string.Create(CultureInfo.InvariantCulture, $"{place}: ok, {program.Instructions.Count} instructions, {made.ReadInfo().VerifiedInstructions} steps verified{comparison}"));
                }
                catch (BpfException error)
                {
                    refused++;
                    lines.Add($"{place}: refused: {error.Message.Replace("\n", "\n    ", StringComparison.Ordinal)}");
                }
            }
            string types = loaded.BtfError is { } problem ? $", without types: {problem.Message}" : "";
            string verdict = refused == 0 ? "ok" : string.Create(CultureInfo.InvariantCulture, $"{refused} of {spec.Programs.Count} programs refused");
            string sizes = sized.Count == 0 ? "" : $", with a size chosen for {string.Join(", ", sized)}";
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {verdict} ({spec.Programs.Count} programs, {spec.Maps.Count} maps){types}{sizes}"));
        }
        foreach (string line in lines)
        {
            Console.Out.WriteLine(line);
        }
        return refused == 0;
    }

    // What is only checked leaves nothing behind, and takes nothing from what runs: maps pinned by name are made anew.
    private static void Unpin(ObjectSpec spec)
    {
        foreach (MapSpec map in spec.Maps.ToArray())
        {
            if (map.IsPinned)
            {
                spec.Replace(map with { IsPinned = false });
            }
        }
    }

    private static string ShortName(string name) => name.Split('.')[0];

    // Null where the other loader left no such program.
    private static string? Compare(BpfProgram made, string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }
        using BpfProgram other = BpfProgram.Open(SystemCalls.Instance, path);
        return new CodeComparison(SystemCalls.Instance).Compare(made, other) ?? "the same code";
    }
}
