using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace Recipes;

/// <summary>Runs the recipe that is asked for.</summary>
internal static class Menu
{
    private static readonly SortedDictionary<string, Func<string[], Task>> s_recipes = new(StringComparer.Ordinal)
    {
        ["hello"] = HelloKprobe.Main,
        ["latency"] = SyscallLatency.Main,
        ["readline"] = ShellCommands.Main,
        ["usdt"] = PythonImports.Main,
        ["fexit"] = Removals.Main,
        ["xdp"] = XdpReturnCodes.Main,
        ["c"] = CInAString.Main,
        ["pinning"] = Pinning.Main,
        ["tasks"] = Tasks.Main,
        ["fuse"] = FuseRequests.Main,
    };

    internal static async Task<int> Main(string[] args)
    {
        if (args.Length > 0 && s_recipes.TryGetValue(args[0], out Func<string[], Task>? recipe))
        {
            await recipe(args[1..]);
            return 0;
        }

        Console.WriteLine($"usage: recipes {string.Join('|', s_recipes.Keys)}");
        return 2;
    }
}
