using System;
using System.Threading;
using System.Threading.Tasks;

namespace Recipes;

// What became of each attempt to remove a file: fexit sees arguments and result together.
internal static class Removals
{
    internal static async Task Main(string[] args)
    {
        using CancellationTokenSource stop = new();
        Console.CancelKeyPress += (_, key) => { key.Cancel = true; stop.Cancel(); };

        using Unlinked unlinked = Unlinked.Load();
        unlinked.Attach();
        Console.WriteLine("Remove some file ...");
        await foreach (Unlinked.Removal removal in unlinked.ReadRemovals<Unlinked.Removal>(stop.Token))
            Console.WriteLine($"{removal.Pid} removes {removal.Name}: {(removal.Result == 0 ? "done" : $"error {-removal.Result}")}");
    }
}
