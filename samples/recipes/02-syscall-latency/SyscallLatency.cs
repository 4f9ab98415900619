using System;
using System.Globalization;
using System.Threading.Tasks;

namespace Recipes;

// How long the system calls of a process take: a histogram, counted in the kernel.
internal static class SyscallLatency
{
    internal static async Task Main(string[] args)
    {
        uint pid = args.Length > 0 ? uint.Parse(args[0], CultureInfo.InvariantCulture) : 0;
        using Latency latency = Latency.Load(settings => settings.TargetPid = pid);
        latency.Attach();
        Console.WriteLine("Counting for two seconds ...");
        await Task.Delay(2000);

        // The variable of the C program, in memory that the kernel goes on writing.
        ReadOnlySpan<ulong> rows = latency.Rows;
        int last = rows.LastIndexOfAnyExcept(0ul);
        for (int row = 0; row <= last; row++)
            Console.WriteLine($"{1L << row,10} us  {rows[row],8}  {new string('#', (int)Math.Min(rows[row], 60))}");
    }
}
