using System.Collections.Generic;
using System.Text.RegularExpressions;
using Borescope.Script.Semantics;

namespace Borescope.Script.Runtime;

/// <summary>Output formats of <c>-f</c>.</summary>
public enum TracerFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON object per line.</summary>
    Json,
}

/// <summary>What the tracer is asked to do; the parsed command line.</summary>
public sealed record TracerOptions
{
    /// <summary>Program text of <c>-e</c>, or null.</summary>
    public string? ProgramText { get; init; }

    /// <summary>What messages call the program text.</summary>
    public string ProgramName { get; init; } = "stdin";

    /// <summary>Script file, <c>-</c> for standard input, or null.</summary>
    public string? ScriptFile { get; init; }

    /// <summary>Positional parameters <c>$1</c> …</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>Named parameters behind <c>--</c>: <c>name=value</c>, value null for a bare name.</summary>
    public IReadOnlyDictionary<string, string?> NamedParameters { get; init; } = new Dictionary<string, string?>();

    /// <summary>Command of <c>-c</c>, split on blanks, or null.</summary>
    public string? Command { get; init; }

    /// <summary>Process of <c>-p</c>; 0 for none.</summary>
    public int Pid { get; init; }

    /// <summary>File of <c>-o</c>, or null for standard output.</summary>
    public string? OutputFile { get; init; }

    /// <summary>Format of <c>-f</c>.</summary>
    public TracerFormat Format { get; init; }

    /// <summary>Buffering of <c>-B</c>: <c>line</c>, <c>full</c>, <c>none</c>, or null for the default.</summary>
    public string? Buffering { get; init; }

    /// <summary><c>-q</c>: no messages about the run itself.</summary>
    public bool Quiet { get; init; }

    /// <summary><c>--no-warnings</c>.</summary>
    public bool NoWarnings { get; init; }

    /// <summary><c>-v</c>: chosen mechanisms, verifier logs.</summary>
    public bool Verbose { get; init; }

    /// <summary><c>--unsafe</c>: functions that change the system.</summary>
    public bool Unsafe { get; init; }

    /// <summary><c>--dry-run</c>: load and attach, then end without running anything.</summary>
    public bool DryRun { get; init; }

    /// <summary><c>--test</c>, <c>--bench</c>: run the script's tests or benchmarks instead of its probes.</summary>
    public ScriptMode Mode { get; init; }

    /// <summary><c>-I</c>: folders in which included headers are looked for, in order.</summary>
    public IReadOnlyList<string> IncludeFolders { get; init; } = [];

    /// <summary><c>--debuginfo</c>: folders of debug files, and single ones.</summary>
    public IReadOnlyList<string> DebugFolders { get; init; } = [];

    /// <summary><c>--include</c>: headers included before the script.</summary>
    public IReadOnlyList<string> Includes { get; init; } = [];

    /// <summary><c>--info</c>: say what this kernel can do.</summary>
    public bool Info { get; init; }

    /// <summary><c>--aot</c>: where to write a program of its own with the script in it, or null.</summary>
    public string? StandaloneFile { get; init; }

    /// <summary><c>--fmt</c>: print the script in standard form.</summary>
    public bool Reformat { get; init; }

    /// <summary><c>--emit-elf</c>: write the compiled programs to this file and end; null without.</summary>
    public string? ElfFile { get; init; }

    /// <summary><c>--no-feature</c>: mechanisms and kernel features that are not to be used.</summary>
    public IReadOnlyList<string> WithoutFeatures { get; init; } = [];

    /// <summary><c>--probe-filter</c>: only probes whose text matches this regular expression are attached; null without.</summary>
    public Regex? ProbeFilter { get; init; }

    /// <summary><c>--traceable-functions</c>: a list of the functions that can be probed, instead of the kernel's; null without.</summary>
    public string? TraceableFunctions { get; init; }

    /// <summary><c>-k</c>: report helpers that fail.</summary>
    public bool ReportHelperErrors { get; init; }

    /// <summary><c>--raw</c>: strings from the kernel are not escaped.</summary>
    public bool Raw { get; init; }

    /// <summary><c>--mechanism</c>: auto, multi, link, ioctl, legacy, fentry.</summary>
    public string Mechanism { get; init; } = "auto";

    /// <summary><c>-l</c>: list probes instead of running.</summary>
    public bool List { get; init; }

    /// <summary>Pattern of <c>-l</c>; empty lists everything (or the probes of the program given with <c>-e</c>).</summary>
    public string ListPattern { get; init; } = "";

    /// <summary>Stages of <c>-d</c> (ast, bound, ir, codegen …).</summary>
    public IReadOnlyList<string> DebugStages { get; init; } = [];
}
