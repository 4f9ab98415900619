using System;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Borescope.Script.Runtime;
using Borescope.Script.Semantics;

namespace Borescope.Cli.Tracing;

/// <summary>The tracer's options; those that bpftrace has too mean the same.</summary>
internal static class TracerOptionTable
{
    private static readonly string[] s_bufferings = ["line", "full", "none"];
    private static readonly string[] s_mechanisms = ["auto", "multi", "link", "ioctl", "legacy", "fentry"];

    // What a program with its script in it is not asked.
    private static readonly string[] s_ofTracer = ["-e", "-l", "-d", "--info", "--mode", "--fmt", "--emit-elf", "--aot"];

    internal static readonly TracerOption[] Rows =
    [
        new('e', null, "PROGRAM", "run this program", static (o, v) => o with { ProgramText = v }),
        new('c', null, "CMD", "run CMD (split on blanks, no shell) and end with it", static (o, v) => o with { Command = v }),
        new('p', null, "PID", "trace only this process", static (o, v) => Pid(v) is { } pid ? o with { Pid = pid } : null),
        new('o', null, "FILE", "write the output to FILE", static (o, v) => o with { OutputFile = v }),
        new('f', null, "FORMAT", "text (default) or json", Format),
        new('B', null, "MODE", "buffer the output by line, full or none", static (o, v) => Among(s_bufferings, v) ? o with { Buffering = v } : null),
        new('q', null, null, "no messages about the run itself", static (o, _) => o with { Quiet = true }),
        new('v', "verbose", null, "chosen mechanisms, verifier logs; with -l arguments and types", static (o, _) => o with { Verbose = true }),
        new('l', null, null, "list the probes that match a pattern, or those of a program", static (o, _) => o with { List = true }),
        new('k', null, null, "report kernel helpers that fail", static (o, _) => o with { ReportHelperErrors = true }),
        new('d', null, "STAGE,...", "print stages of the compilation and stop: " + string.Join(", ", StageDump.Names), Stages),
        new('I', null, "DIR", "look for included headers in DIR too", static (o, v) => o with { IncludeFolders = [.. o.IncludeFolders, v] }),
        new(null, "include", "FILE", "include FILE before the script", static (o, v) => o with { Includes = [.. o.Includes, v] }),
        new(null, "info", null, "say what this kernel can do (with -f json for programs)", static (o, _) => o with { Info = true }),
        new(null, "test", null, "run the probes test:NAME of the script and say which pass", static (o, _) => o with { Mode = ScriptMode.Test }),
        new(null, "bench", null, "run the probes bench:NAME of the script and say how long they take", static (o, _) => o with { Mode = ScriptMode.Bench }),
        new(null, "mode", "MODE", "trace (default), test, bench or format", Mode),
        new(null, "fmt", null, "print the script in standard form and stop", static (o, _) => o with { Reformat = true }),
        new(null, "emit-elf", "FILE", "write the compiled programs to FILE, an object that BPF loaders take, and stop", static (o, v) => o with { ElfFile = v }),
        new(null, "aot", "FILE", "write a program of its own that runs the script, also where there is no borescope, and stop", static (o, v) => o with { StandaloneFile = v }),
        new(null, "no-feature", "NAME,...", "do without: " + FeatureNames.All, Without),
        new(null, "probe-filter", "REGEX", "only the probes that match (begin and end stay)", Filter),
        new(null, "traceable-functions", "FILE", "take the functions that can be probed from FILE, not from the kernel", static (o, v) => o with { TraceableFunctions = v }),
        new(null, "debuginfo", "DIR", "look for the debug files of stripped programs in DIR first; a file names one", static (o, v) => o with { DebugFolders = [.. o.DebugFolders, v] }),
        new(null, "dry-run", null, "load and attach, then end without running anything", static (o, _) => o with { DryRun = true }),
        new(null, "unsafe", null, "allow functions that change the system", static (o, _) => o with { Unsafe = true }),
        new(null, "mechanism", "M", "how kernel functions are attached: auto, multi, link, ioctl, legacy, fentry", static (o, v) => Among(s_mechanisms, v) ? o with { Mechanism = v } : null),
        new(null, "raw", null, "do not escape control characters in strings from the kernel", static (o, _) => o with { Raw = true }),
        new(null, "no-warnings", null, "no warnings", static (o, _) => o with { NoWarnings = true }),
        // One uprobe-free way to reach USDT semaphores is all we have, so the choice that bpftrace offers is already made.
        new(null, "usdt-file-activation", null, "accepted for compatibility", static (o, _) => o),
    ];

    /// <summary>Options that bpftrace has and Borescope does not, with what is to be done instead.</summary>
    internal static readonly (string Name, string Instead)[] NotSupported =
    [
        ("--emit-llvm", "there is no LLVM here: -d ir prints the intermediate form, --emit-elf FILE writes the compiled programs"),
    ];

    /// <summary>The usage text.</summary>
    internal static string Usage()
    {
        StringBuilder text = new("""
            usage: borescope [options] FILE [PARAMETER ...] [-- --NAME=VALUE ...]
                   borescope [options] - (the program comes from standard input)
                   borescope [options] -e 'PROGRAM'
                   borescope --lab[=KERNEL] ... the same inside a lab machine (6.12, 6.1)

            """);
        foreach (VerbRow verb in VerbTable.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"       borescope {verb.Name,-6} {verb.Summary}\n");
        }
        return text.Append('\n').Append(Options(forScript: false)).ToString();
    }

    /// <summary>The options, a line each.</summary>
    /// <param name="forScript">Only those that make sense for a program that has its script.</param>
    internal static string Options(bool forScript)
    {
        StringBuilder text = new("options:\n");
        foreach (TracerOption row in Rows)
        {
            if (forScript && Among(s_ofTracer, row.Name))
            {
                continue;
            }
            string names = row.Long is null ? row.Name : row.Short is null ? row.Name : $"{row.Name}, --{row.Long}";
            text.Append(CultureInfo.InvariantCulture, $"  {(row.Value is null ? names : names + " " + row.Value),-24} {row.Help}\n");
        }
        return text.Append("  -V, --version            print the version\n  -h, --help               print this text\n").ToString();
    }

    private static TracerOptions? Format(TracerOptions options, string value) => value switch
    {
        "text" => options with { Format = TracerFormat.Text },
        "json" => options with { Format = TracerFormat.Json },
        _ => null,
    };

    private static TracerOptions? Mode(TracerOptions options, string value) => value switch
    {
        "trace" or "codegen" => options with { Mode = ScriptMode.Trace },
        "test" => options with { Mode = ScriptMode.Test },
        "bench" => options with { Mode = ScriptMode.Bench },
        "format" => options with { Reformat = true },
        _ => null,
    };

    private static TracerOptions? Stages(TracerOptions options, string value)
    {
        string[] stages = value.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return stages.Length > 0 && Array.TrueForAll(stages, static stage => Among(StageDump.Names, stage)) ? options with { DebugStages = [.. options.DebugStages, .. stages] } : null;
    }

    private static TracerOptions? Filter(TracerOptions options, string value)
    {
        try
        {
            return options with { ProbeFilter = new Regex(value, RegexOptions.CultureInvariant) };
        }
        catch (RegexParseException)
        {
            return null;
        }
    }

    private static TracerOptions? Without(TracerOptions options, string value)
    {
        string[] names = value.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return Array.TrueForAll(names, FeatureNames.IsKnown) ? options with { WithoutFeatures = [.. options.WithoutFeatures, .. names] } : null;
    }

    private static bool Among(string[] values, string value) => Array.IndexOf(values, value) >= 0;

    private static int? Pid(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0 ? pid : null;
}
