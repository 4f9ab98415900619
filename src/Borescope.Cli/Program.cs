using System;
using Borescope.Cli.Lab;
using Borescope.Cli.Lab.Guest;

namespace Borescope.Cli;

internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is [GuestInit.Argument] && Environment.ProcessId == 1)
        {
            return GuestInit.Run();
        }
        if (args is ["lab", .. var rest])
        {
            return LabVerb.Run(rest);
        }
        return 1;
    }
}
