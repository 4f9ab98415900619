using System;
using Borescope.Cli.Tracing;

namespace Borescope.Cli.Tools;

/// <summary>Finds the name of the tool: what stands before it is for the tracer, what follows is for the tool.</summary>
internal static class ToolCommandLine
{
    /// <summary>Where the first word stands that is neither an option of the tracer nor an option's value; the length when there is none.</summary>
    internal static int IndexOfName(ReadOnlySpan<string> arguments)
    {
        int index = 0;
        while (index < arguments.Length && arguments[index].Length > 1 && arguments[index][0] == '-')
            index += TakesNext(arguments[index]) ? 2 : 1;
        return Math.Min(index, arguments.Length);
    }

    private static bool TakesNext(string option)
    {
        if (option.StartsWith("--", StringComparison.Ordinal))
            return Array.Exists(TracerOptionTable.Rows, row => row.Value is not null && row.Long == option[2..]);
        for (int at = 1; at < option.Length; at++)
        {
            if (Array.Find(TracerOptionTable.Rows, row => row.Short == option[at]) is { Value: not null })
                return at == option.Length - 1;
        }

        return false;
    }
}
