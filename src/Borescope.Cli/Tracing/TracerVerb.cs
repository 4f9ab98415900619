using System;
using Borescope.Cli.Lab;
using Borescope.Kernel;
using Borescope.Script.Runtime;

namespace Borescope.Cli.Tracing;

/// <summary>The tracer itself: what borescope does without a verb.</summary>
internal static class TracerVerb
{
    private const string LabOption = "--lab";

    internal const int UsageError = 1;

    internal static int Run(string[] arguments)
    {
        if (arguments.Length > 0 && (arguments[0] == LabOption || arguments[0].StartsWith(LabOption + "=", StringComparison.Ordinal)))
        {
            return RunInLab(arguments);
        }
        if (arguments.Length == 0)
        {
            Console.Error.Write(TracerOptionTable.Usage());
            return UsageError;
        }
        TracerCommandLine line = TracerCommandLine.Parse(arguments);
        if (line.Problem is not null)
        {
            Console.Error.Write($"borescope: {line.Problem}\n\n{TracerOptionTable.Usage()}");
            return UsageError;
        }
        if (line.Help)
        {
            Console.Out.Write(TracerOptionTable.Usage());
            return 0;
        }
        if (line.Version)
        {
            Console.Out.Write($"borescope {Version}\n");
            return 0;
        }
        if (line.Options.Info)
        {
            KernelInformation.Write(line.Options, Version);
            return 0;
        }
        return line.Options.StandaloneFile is null ? Run(line.Options) : StandaloneVerb.Write(line, arguments);
    }

    /// <summary>Runs a script with options that are complete.</summary>
    internal static int Run(TracerOptions options) => new ScriptRunner(options, SystemCalls.Instance).Run();

    internal static string Version => typeof(TracerVerb).Assembly.GetName().Version?.ToString(3) ?? "0";

    private static int RunInLab(string[] arguments)
    {
        LabOptions options = new();
        if (arguments[0].Length > LabOption.Length)
        {
            options = options with { Kernel = arguments[0][(LabOption.Length + 1)..] };
        }
        string self = Environment.ProcessPath ?? "borescope";
        return LabRun.Run(options, [self, .. arguments[1..]]);
    }
}
