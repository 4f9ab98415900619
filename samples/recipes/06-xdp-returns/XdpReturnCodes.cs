using System;
using System.Globalization;
using System.Threading.Tasks;
using Borescope.Objects;

namespace Recipes;

// What an XDP program decides, seen from outside: fexit on a BPF program that is loaded. Give the number and function of yours, or see one of our own.
internal static class XdpReturnCodes
{
    internal static async Task Main(string[] args)
    {
        using Pass own = Pass.Load();
        uint id = args.Length > 0 ? uint.Parse(args[0], CultureInfo.InvariantCulture) : own.Choose.ReadInfo().Id;
        string function = args.Length > 1 ? args[1] : "choose";
        using XdpReturns returns = XdpReturns.Load(settings =>
        {
            ProgramSpec program = settings.Spec.FindProgram("on_return")!;
            settings.Spec.Replace(program with { AttachProgramId = id, AttachTarget = function });
        });
        returns.Attach();
        if (args.Length == 0)
            own.Choose.MeasureRuns(1000);
        else
            await Task.Delay(5000);
        foreach (XdpReturns.XdpAction action in Enum.GetValues<XdpReturns.XdpAction>())
            Console.WriteLine($"{action}: {returns.Packets[(int)action]}");
    }
}
