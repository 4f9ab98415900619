using System;
using System.Globalization;

namespace Borescope.Cli.Lab;

/// <summary>`borescope lab`: parses its options.</summary>
internal static class LabVerb
{
    private const string Usage = """
        usage: borescope lab [options] [--] CMD [ARG ...]

        Runs CMD in a booted kernel on this host's root file system (read-only, with a writable layer in memory).

          --kernel K   6.12 (default), 6.1 or another version that the package archive has; or the path of an unpacked
                       kernel package, a vmlinuz file or a .deb
          --cpus N     virtual processors (default 2)
          --memory M   memory in MiB (default 2048)
          --icount     one instruction is one nanosecond of guest time: exact costs, one processor
          -v           say what is done
          -h, --help   this text

        The exit code is CMD's; 125 when the lab itself failed, 126 and 127 when CMD could not be started.
        """;

    /// <summary>Runs the verb with the arguments after `lab`.</summary>
    internal static int Run(ReadOnlySpan<string> arguments)
    {
        LabOptions options = new();
        int position = 0;
        for (; position < arguments.Length && arguments[position].StartsWith('-'); position++)
        {
            string name = arguments[position];
            string? value = null;
            int equals = name.IndexOf('=', StringComparison.Ordinal);
            if (name.StartsWith("--", StringComparison.Ordinal) && equals > 0)
            {
                (name, value) = (name[..equals], name[(equals + 1)..]);
            }
            if (name is "-h" or "--help")
            {
                Console.Out.WriteLine(Usage);
                return 0;
            }
            if (name == "--")
            {
                position++;
                break;
            }
            if (name is "--kernel" or "--cpus" or "--memory")
            {
                if (value is null && ++position < arguments.Length)
                {
                    value = arguments[position];
                }
                if (Apply(options, name, value) is not { } changed)
                {
                    return Wrong(value is null ? $"{name} needs a value" : $"{name} does not take '{value}'");
                }
                options = changed;
            }
            else if (name == "--icount")
            {
                options = options with { CountInstructions = true };
            }
            else if (name == "-v")
            {
                options = options with { Verbose = true };
            }
            else
            {
                return Wrong($"unknown option {name}");
            }
        }
        return position < arguments.Length
            ? LabRun.Run(options, arguments[position..].ToArray())
            : Wrong("no command given");
    }

    private static LabOptions? Apply(LabOptions options, string name, string? value) => name switch
    {
        "--kernel" when !string.IsNullOrEmpty(value) => options with { Kernel = value },
        "--cpus" when Number(value, 1, 64) is { } cpus => options with { Processors = cpus },
        "--memory" when Number(value, 256, 1 << 20) is { } memory => options with { MemoryMiB = memory },
        _ => null,
    };

    private static int? Number(string? text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most ? value : null;

    private static int Wrong(string problem)
    {
        Console.Error.WriteLine($"borescope lab: {problem}\n\n{Usage}");
        return 1;
    }
}
