using System;
using Borescope.Cli.Lab.Guest;
using Borescope.Cli.Tracing;

namespace Borescope.Cli;

internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is [GuestInit.Argument] && Environment.ProcessId == 1)
        {
            return GuestInit.Run();
        }
        if (args.Length > 0 && VerbTable.Find(args[0]) is { } verb)
        {
            return verb.Run(args[1..]);
        }
        return TracerVerb.Run(args);
    }
}
