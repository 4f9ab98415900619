using System;
using System.Threading.Tasks;
using Borescope.Sources;

namespace Recipes;

// How much is written at once: C in a string, compiled when it runs (needs clang), with a table that prints itself.
internal static class CInAString
{
    internal static async Task Main(string[] args)
    {
        using CProgram program = CProgram.Compile("""
            BPF_HISTOGRAM(sizes);

            int tracepoint__syscalls__sys_enter_write(struct trace_event_raw_sys_enter *args)
            {
                sizes.increment(bpf_log2l(args->args[2]));
                return 0;
            }
            """);
        program.Attach();
        Console.WriteLine("Counting for two seconds ...");
        await Task.Delay(2000);
        program.PrintHistogram("sizes", "bytes");
    }
}
