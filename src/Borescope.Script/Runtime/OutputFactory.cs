using System.IO;
using Borescope.Kernel;
using Borescope.Script.Binding;
using Borescope.Script.Output;

namespace Borescope.Script.Runtime;

/// <summary>Chooses format, target and buffering of the output.</summary>
internal static class OutputFactory
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    public static IOutput Create(TracerOptions options, ScriptConfiguration configuration, ISystemCalls calls, FileStream? file, IValueResolver resolver)
    {
        OutputBuffering buffering = options.Buffering switch
        {
            "line" => OutputBuffering.Line,
            "full" => OutputBuffering.Full,
            "none" => OutputBuffering.None,
            _ => OutputBuffering.Batch,
        };
        ByteSink output = file is null ? new ByteSink(calls, StandardOutput, buffering) : new ByteSink(file, buffering);
        var settings = new OutputOptions
        {
            TruncationTrailer = configuration.TruncationTrailer, Raw = options.Raw, Quiet = options.Quiet, NoWarnings = options.NoWarnings,
        };
        if (options.Format == TracerFormat.Json)
            return new JsonOutput(output, resolver, settings);
        return new TextOutput(output, new ByteSink(calls, StandardError), resolver, settings);
    }
}
