using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Borescope.Inventory;
using Borescope.Maps;

namespace Recipes;

// A program that goes on counting without us: pinned under a path, found again by the next run, removed with `stop`.
internal static class Pinning
{
    internal static Task Main(string[] args)
    {
        string folder = args.FirstOrDefault(argument => argument.StartsWith('/')) ?? "/sys/fs/bpf/borescope-recipe";
        if (args.Contains("stop"))
        {
            // Without its last path the link is gone, and with it the program.
            Directory.Delete(folder, recursive: true);
            Console.WriteLine("stopped");
        }
        else if (Directory.Exists(folder))
        {
            using BpfMap map = new KernelInventory().OpenPinnedMap(folder + "/forks");
            new BpfMap<uint, ulong>(map).TryGet(0, out ulong count);
            Console.WriteLine($"{count} processes and threads were started since");
        }
        else
        {
            using CountForks counting = CountForks.Load();
            Directory.CreateDirectory(folder);
            counting.Forks.Raw.Pin(folder + "/forks");
            counting.Attach()[0].Pin(folder + "/link");
            Console.WriteLine("counting; run again to see, with `stop` to end it");
        }

        return Task.CompletedTask;
    }
}
