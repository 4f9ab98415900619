using System;
using System.Collections.Generic;
using Borescope.Cli.Tracing;
using Borescope.Script.Semantics.Typing;

namespace Borescope.Cli.Tools;

/// <summary>`borescope tool`: runs, lists and shows the standard tools.</summary>
internal static class ToolVerb
{
    private const int UsageError = 1;

    private const string Usage = """
        usage: borescope tool [options] NAME [PARAMETER ...] [--NAME=VALUE ...]
               borescope tool list
               borescope tool show NAME

          list   the names of the tools, and what each one shows
          show   the script of a tool, to read or to change

        NAME --help says what a tool's parameters and columns are. The options are the tracer's (borescope -h), for instance
        -f json, -o FILE, -q; what follows the name is for the tool.

        """;

    internal static int Run(string[] arguments)
    {
        int at = ToolCommandLine.IndexOfName(arguments);
        if (Array.IndexOf(arguments, "-h", 0, at) >= 0 || Array.IndexOf(arguments, "--help", 0, at) >= 0 || arguments is ["list" or "show", "-h" or "--help"])
        {
            Console.Out.Write(Usage);
            return 0;
        }
        if (at == arguments.Length)
        {
            Console.Error.Write(Usage);
            return UsageError;
        }
        string[] rest = arguments[(at + 1)..];
        return arguments[at] switch
        {
            "list" => List(),
            "show" when rest.Length == 1 => Find(rest[0]) is { } tool ? Show(tool) : UsageError,
            "show" => Fail("show takes the name of one tool: borescope tool show opensnoop"),
            _ => Find(arguments[at]) is { } tool ? Start(tool, arguments[..at], rest) : UsageError,
        };
    }

    private static int List()
    {
        foreach (string name in ToolScript.Names())
            Console.Out.Write($"{name,-16} {new ToolScript(name).Summary}\n");
        return 0;
    }

    private static int Show(ToolScript tool)
    {
        Console.Out.Write(tool.Text);
        return 0;
    }

    private static int Start(ToolScript tool, string[] options, string[] parameters)
    {
        if (Array.Exists(parameters, static p => p is "-h" or "--help"))
        {
            foreach (string text in tool.Header())
                Console.Out.Write(text + "\n");
            return 0;
        }
        if (Unknown(tool, parameters) is { } problem)
            return Fail(problem);
        TracerCommandLine line = TracerCommandLine.Parse([.. options, tool.FileName, "--", .. parameters]);
        if (line.Problem is not null)
            return Fail(line.Problem + "; options of the tracer stand before the name of the tool, parameters of the tool behind it");
        if (line.Options.ProgramText is not null || line.Options.Info)
            return Fail("-e and --info do not go with a tool");
        return TracerVerb.Run(line.Options with { ProgramText = tool.Text, ProgramName = tool.FileName, ScriptFile = null });
    }

    // A parameter that the script never reads would change nothing, silently.
    private static string? Unknown(ToolScript tool, string[] parameters)
    {
        HashSet<string> known = tool.Parameters();
        foreach (string parameter in parameters)
        {
            if (!parameter.StartsWith('-') || parameter is "-" or "--" || char.IsAsciiDigit(parameter[1]))
                continue;
            int equals = parameter.IndexOf('=', StringComparison.Ordinal);
            string name = (equals < 0 ? parameter : parameter[..equals]).TrimStart('-');
            if (!parameter.StartsWith("--", StringComparison.Ordinal))
                return $"{tool.Name} has no option {parameter}: options of the tracer stand before the name of the tool, parameters of the tool are written --name=value";
            if (known.Contains(name))
                continue;
            string[] near = Suggestions.Hint("--" + name, Dashed(known));
            return $"{tool.Name} has no parameter --{name}{(near.Length > 0 ? "; " + near[0] : known.Count > 0 ? ": it has " + string.Join(", ", Dashed(known)) : ": it has none")}";
        }

        return null;
    }

    private static IEnumerable<string> Dashed(IEnumerable<string> names)
    {
        foreach (string name in names)
            yield return "--" + name;
    }

    private static ToolScript? Find(string name)
    {
        List<string> names = ToolScript.Names();
        if (names.Contains(name))
            return new ToolScript(name);
        string[] near = Suggestions.Hint(name, names);
        Fail($"there is no tool '{name}'{(near.Length > 0 ? "; " + near[0] : "")} (borescope tool list shows all)");
        return null;
    }

    private static int Fail(string problem)
    {
        Console.Error.Write($"borescope tool: {problem}\n");
        return UsageError;
    }
}
