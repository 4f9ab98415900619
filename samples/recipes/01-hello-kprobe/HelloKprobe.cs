using System;
using System.Threading;
using System.Threading.Tasks;

namespace Recipes;

// Which process removes which file: a kprobe sends structs through a ring buffer.
internal static class HelloKprobe
{
    internal static async Task Main(string[] args)
    {
        using CancellationTokenSource stop = new();
        Console.CancelKeyPress += (_, key) => { key.Cancel = true; stop.Cancel(); };

        using Hello hello = Hello.Load();
        hello.Attach();
        Console.WriteLine("Remove some file ...");
        await foreach (Hello.Event e in hello.ReadEvents<Hello.Event>(stop.Token))
            Console.WriteLine($"{e.Comm} ({e.Pid}) removes {e.Name}");
    }
}
