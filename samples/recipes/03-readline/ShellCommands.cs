using System;
using System.Threading;
using System.Threading.Tasks;

namespace Recipes;

// What people type into any bash: a probe at the return of a function of a program.
internal static class ShellCommands
{
    internal static async Task Main(string[] args)
    {
        using CancellationTokenSource stop = new();
        Console.CancelKeyPress += (_, key) => { key.Cancel = true; stop.Cancel(); };

        using Readline readline = Readline.Load();
        readline.Attach();
        Console.WriteLine("Type something into a bash ...");
        await foreach (Readline.Command command in readline.ReadCommands<Readline.Command>(stop.Token))
            Console.WriteLine($"{command.Pid}: {command.Text}");
    }
}
