using System;
using System.Collections.Generic;
using Borescope.Script.Runtime;

namespace Borescope.Cli.Tracing;

/// <summary>
/// The tracer's command line, parsed as getopt_long does: letters may be joined (-lv), a value may follow its letter at once
/// (-p123) or a long name after '=', long names may be cut short where that is unambiguous, options may stand behind operands, and
/// -- ends them; what follows -- as --name=value is a named parameter of the script.
/// </summary>
internal sealed class TracerCommandLine
{
    private readonly List<string> _operands = [];
    private readonly Dictionary<string, string?> _named = new(StringComparer.Ordinal);

    private TracerCommandLine()
    {
    }

    internal TracerOptions Options { get; private set; } = new();

    /// <summary>True for -h.</summary>
    internal bool Help { get; private set; }

    /// <summary>True for -V.</summary>
    internal bool Version { get; private set; }

    /// <summary>What is wrong, as a sentence without a full stop, or null.</summary>
    internal string? Problem { get; private set; }

    internal static TracerCommandLine Parse(ReadOnlySpan<string> arguments)
    {
        TracerCommandLine line = new();
        for (int i = 0; i < arguments.Length && line.Problem is null; i++)
        {
            string argument = arguments[i];
            if (argument == "--")
            {
                line.TakeRest(arguments[(i + 1)..]);
                break;
            }
            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                line.TakeLong(argument, arguments, ref i);
            }
            else if (argument.Length > 1 && argument[0] == '-')
            {
                line.TakeLetters(argument, arguments, ref i);
            }
            else
            {
                line._operands.Add(argument);
            }
        }
        line.Finish();
        return line;
    }

    private void TakeLetters(string argument, ReadOnlySpan<string> arguments, ref int index)
    {
        for (int at = 1; at < argument.Length && Problem is null; at++)
        {
            char letter = argument[at];
            if (letter == 'h')
            {
                Help = true;
                continue;
            }
            if (letter == 'V')
            {
                Version = true;
                continue;
            }
            TracerOption? row = Array.Find(TracerOptionTable.Rows, candidate => candidate.Short == letter);
            if (row is null)
            {
                Unknown("-" + letter);
                return;
            }
            if (row.Value is null)
            {
                Apply(row, row.Name, "");
                continue;
            }
            string? value = at + 1 < argument.Length ? argument[(at + 1)..] : Next(arguments, ref index);
            Apply(row, row.Name, value);
            return;
        }
    }

    private void TakeLong(string argument, ReadOnlySpan<string> arguments, ref int index)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? argument[2..] : argument[2..equals];
        string? value = equals < 0 ? null : argument[(equals + 1)..];
        if (name is "help" or "version")
        {
            Help |= name == "help";
            Version |= name == "version";
            return;
        }
        TracerOption? row = FindLong(name);
        if (row is null)
        {
            Unknown("--" + name);
        }
        else if (row.Value is null && value is not null)
        {
            Problem = $"--{row.Long} takes no value";
        }
        else
        {
            Apply(row, "--" + row.Long, row.Value is null ? "" : value ?? Next(arguments, ref index));
        }
    }

    private static TracerOption? FindLong(string name)
    {
        TracerOption? found = null;
        foreach (TracerOption row in TracerOptionTable.Rows)
        {
            if (row.Long == name)
            {
                return row;
            }
            if (name.Length > 0 && row.Long is not null && row.Long.StartsWith(name, StringComparison.Ordinal))
            {
                if (found is not null)
                {
                    return null;
                }
                found = row;
            }
        }
        return found;
    }

    private void Apply(TracerOption row, string name, string? value)
    {
        if (value is null)
        {
            Problem = $"option {name} needs a value ({row.Value})";
            return;
        }
        if (row.Apply(Options, value) is { } options)
        {
            Options = options;
            return;
        }
        Problem = $"option {name} does not take '{value}': {row.Help}";
    }

    private void Unknown(string name)
    {
        (string Name, string Instead) known = Array.Find(TracerOptionTable.NotSupported, row => row.Name == name);
        Problem = known.Name is null ? $"unknown option {name}" : $"option {name} of bpftrace is not supported; {known.Instead}";
    }

    private static string? Next(ReadOnlySpan<string> arguments, ref int index) =>
        index + 1 < arguments.Length ? arguments[++index] : null;

    private void TakeRest(ReadOnlySpan<string> rest)
    {
        foreach (string argument in rest)
        {
            if (argument.Length > 2 && argument.StartsWith("--", StringComparison.Ordinal))
            {
                int equals = argument.IndexOf('=', StringComparison.Ordinal);
                string name = equals < 0 ? argument[2..] : argument[2..equals];
                _named[name] = equals < 0 ? null : argument[(equals + 1)..];
            }
            else
            {
                _operands.Add(argument);
            }
        }
    }

    private void Finish()
    {
        if (Problem is not null || Help || Version)
        {
            return;
        }
        int used = 0;
        if (Options.Info)
            return;
        if (Options.List)
        {
            Options = Options with { ListPattern = Options.ProgramText is null && _operands.Count > 0 ? _operands[0] : "" };
            used = Options.ListPattern.Length > 0 ? 1 : 0;
        }
        else if (Options.ProgramText is null)
        {
            if (_operands.Count == 0)
            {
                Problem = "no program: give a file, - for standard input, or -e 'PROGRAM'";
                return;
            }
            Options = Options with { ScriptFile = _operands[0] };
            used = 1;
        }
        if (Options.Command is not null && Options.Pid != 0)
        {
            Problem = "-c and -p exclude each other";
        }
        else if (Options.Command is not null && string.IsNullOrWhiteSpace(Options.Command))
        {
            Problem = "option -c needs a command";
        }
        Options = Options with { Parameters = _operands.GetRange(used, _operands.Count - used), NamedParameters = _named };
    }
}
