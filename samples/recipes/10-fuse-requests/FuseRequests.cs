using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace Recipes;

// What a file system in user space is asked to do: each request begins with a number, which becomes a name.
internal static class FuseRequests
{
    internal static async Task Main(string[] args)
    {
        using CancellationTokenSource stop = new();
        Console.CancelKeyPress += (_, key) => { key.Cancel = true; stop.Cancel(); };

        uint daemon = uint.Parse(args[0], CultureInfo.InvariantCulture);
        using Fuse fuse = Fuse.Load(settings => settings.Daemon = daemon);
        fuse.Attach();
        Console.WriteLine($"Watching daemon {daemon} ...");
        await foreach (Fuse.Event e in fuse.ReadEvents<Fuse.Event>(stop.Token))
            Console.WriteLine($"{e.Kind} of node {e.Node} for process {e.Pid}, {e.Length} bytes");
    }
}
