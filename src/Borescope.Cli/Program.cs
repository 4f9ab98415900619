using System;
using Borescope.Cli.Lab.Guest;
using Borescope.Cli.Lab.Native;
using Borescope.Cli.Tracing;

namespace Borescope.Cli;

internal static class Program
{
    private const int SignalInterrupt = 2;

    private static int Main(string[] args)
    {
        if (args is [GuestInit.Argument] && Environment.ProcessId == 1)
        {
            return GuestInit.Run();
        }
        if (args.Length > 0 && args[0] == ParentBound.Argument)
        {
            return ParentBound.Run(args.AsSpan(1));
        }
        // A shell starts background commands with SIGINT ignored, and .NET would leave it so; `borescope … & kill -INT $!` ends a
        // tracer all the same, as it does bpftrace.
        _ = Libc.SetSignalAction(SignalInterrupt, 0);
        if (StandaloneVerb.Run(args) is { } code)
        {
            return code;
        }
        if (args.Length > 0 && VerbTable.Find(args[0]) is { } verb)
        {
            return verb.Run(args[1..]);
        }
        return TracerVerb.Run(args);
    }
}
