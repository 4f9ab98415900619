using System.Collections.Generic;

namespace Borescope.Cli.Objects;

/// <summary>The command line of `borescope object run`.</summary>
internal sealed record ObjectRunOptions
{
    internal string File { get; private init; } = "";

    internal HashSet<string> Only { get; } = [];

    internal string? PinDirectory { get; private init; }

    internal string? KernelTypes { get; private init; }

    /// <summary>What is wrong with it, null when nothing is.</summary>
    internal string? Problem { get; private init; }

    internal static ObjectRunOptions Parse(string[] arguments)
    {
        ObjectRunOptions options = new();
        for (int index = 0; index < arguments.Length; index++)
        {
            string argument = arguments[index];
            string? value = index + 1 < arguments.Length ? arguments[index + 1] : null;
            if (argument is "--attach-only" or "--pin" or "--btf")
            {
                if (value is null)
                {
                    return options with { Problem = $"{argument} needs a value" };
                }
                index++;
                if (argument == "--attach-only")
                {
                    options.Only.Add(value);
                }
                else
                {
                    options = argument == "--pin" ? options with { PinDirectory = value } : options with { KernelTypes = value };
                }
            }
            else if (argument.StartsWith('-') || options.File.Length > 0)
            {
                return options with { Problem = $"unknown argument {argument}" };
            }
            else
            {
                options = options with { File = argument };
            }
        }
        return options.File.Length == 0 ? options with { Problem = "name one object file" } : options;
    }
}
