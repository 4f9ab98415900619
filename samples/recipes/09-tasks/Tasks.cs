using System;
using System.Threading.Tasks;

namespace Recipes;

// All processes with their parents, straight from the kernel: an iterator that writes structs.
internal static class Tasks
{
    internal static Task Main(string[] args)
    {
        using TaskList tasks = TaskList.Load();
        foreach (TaskList.Row row in tasks.Object.Walk<TaskList.Row>("on_task"))
            Console.WriteLine($"{row.Pid,8} {row.Parent,8} {row.RuntimeNs / 1_000_000,10} ms {row.Comm}");
        return Task.CompletedTask;
    }
}
