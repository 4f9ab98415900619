using System;
using System.Threading;
using System.Threading.Tasks;

namespace Recipes;

// Which modules Python loads: a static marker (USDT) that the interpreter carries, with its argument.
internal static class PythonImports
{
    internal static async Task Main(string[] args)
    {
        using CancellationTokenSource stop = new();
        Console.CancelKeyPress += (_, key) => { key.Cancel = true; stop.Cancel(); };

        using Imports imports = Imports.Load();
        imports.Attach();
        Console.WriteLine("Start some Python ...");
        await foreach (Imports.Import import in imports.ReadImports<Imports.Import>(stop.Token))
            Console.WriteLine($"{import.Pid} imports {import.Module}");
    }
}
