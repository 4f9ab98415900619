using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Borescope.Cli.Tracing;
using Borescope.Script.Runtime;
using Borescope.Script.Semantics;

namespace Borescope.Cli.Tests.Tracing;

public sealed class TracerCommandLineTests
{
    public static IEnumerable<TheoryDataRow<string, string>> Cases() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Tracing", "command-lines.txt"))
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => line.Split("=>", 2))
            .Select(static parts => new TheoryDataRow<string, string>(parts[0].Trim(), parts[1].Trim()));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_command_line_means_what_the_table_says(string arguments, string meaning)
    {
        TracerCommandLine line = TracerCommandLine.Parse(Split(arguments));
        if (meaning.StartsWith("! ", StringComparison.Ordinal))
        {
            Assert.Contains(meaning[2..], line.Problem, StringComparison.Ordinal);
            return;
        }
        Assert.Null(line.Problem);
        Assert.Equal(meaning, Describe(line));
    }

    [Fact]
    public void Every_option_is_in_the_usage_text()
    {
        string usage = TracerOptionTable.Usage();
        Assert.All(TracerOptionTable.Rows, row => Assert.Contains(row.Name, usage, StringComparison.Ordinal));
    }

    private static string Describe(TracerCommandLine line)
    {
        if (line.Help || line.Version)
        {
            return line.Help ? "help" : "version";
        }
        TracerOptions o = line.Options;
        List<string> words = [];
        Word("program", o.ProgramText);
        Word("file", o.ScriptFile);
        Word("parameters", o.Parameters.Count == 0 ? null : string.Join(',', o.Parameters));
        Word("named", o.NamedParameters.Count == 0 ? null : string.Join(',', o.NamedParameters.Select(static p => p.Key + ":" + p.Value)));
        Word("list", !o.List ? null : o.ListPattern.Length == 0 ? "''" : o.ListPattern);
        Word("command", o.Command?.Replace(' ', '_'));
        Word("pid", o.Pid == 0 ? null : o.Pid.ToString());
        Word("output", o.OutputFile);
        Word("buffering", o.Buffering);
        Word("format", o.Format == TracerFormat.Json ? "json" : null);
        Word("mechanism", o.Mechanism == "auto" ? null : o.Mechanism);
        Word("debug", o.DebugStages.Count == 0 ? null : string.Join(',', o.DebugStages));
        Word("include-folders", o.IncludeFolders.Count == 0 ? null : string.Join(',', o.IncludeFolders));
        Word("includes", o.Includes.Count == 0 ? null : string.Join(',', o.Includes));
        Word("debuginfo", o.DebugFolders.Count == 0 ? null : string.Join(',', o.DebugFolders));
        Word("mode", o.Mode == ScriptMode.Trace ? null : o.Mode.ToString());
        Word("elf", o.ElfFile);
        Word("aot", o.StandaloneFile);
        Word("without", o.WithoutFeatures.Count == 0 ? null : string.Join(',', o.WithoutFeatures));
        Flag("info", o.Info);
        Flag("fmt", o.Reformat);
        Flag("quiet", o.Quiet);
        Flag("verbose", o.Verbose);
        Flag("raw", o.Raw);
        Flag("dry-run", o.DryRun);
        Word("filter", o.ProbeFilter?.ToString());
        Word("functions", o.TraceableFunctions);
        Flag("unsafe", o.Unsafe);
        Flag("no-warnings", o.NoWarnings);
        Flag("k", o.ReportHelperErrors);
        return string.Join(' ', words);

        void Word(string name, string? value)
        {
            if (value is not null)
            {
                words.Add($"{name}={value}");
            }
        }

        void Flag(string name, bool value)
        {
            if (value)
            {
                words.Add(name);
            }
        }
    }

    private static string[] Split(string text)
    {
        List<string> words = [];
        for (int at = 0; at < text.Length;)
        {
            if (text[at] == ' ')
            {
                at++;
                continue;
            }
            char end = text[at] == '\'' ? '\'' : ' ';
            int start = end == '\'' ? at + 1 : at;
            int stop = text.IndexOf(end, start);
            stop = stop < 0 ? text.Length : stop;
            words.Add(text[start..stop]);
            at = stop + 1;
        }
        return [.. words];
    }
}
