using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Borescope.Buffers;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Maps;
using Borescope.Objects;
using Borescope.Programs;

namespace Borescope.KernelTests.Library;

/// <summary>The code of docs/library.md about loaded things: what stands between "page" and "end" is what the page shows.</summary>
internal static class LibraryPage
{
    internal static int Maps()
    {
        // page: maps
        using BpfMap hits = BpfMap.Create(new MapSpec { Name = "hits", Type = BpfMapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 10_000 });
        var byProcess = new BpfMap<int, long>(hits);
        byProcess[Environment.ProcessId] = 1;
        byProcess.Set([1, 2, 3], [10, 20, 30]);             // one system call
        foreach (var (pid, count) in byProcess)             // read in batches
            Console.WriteLine($"{pid}: {count}");
        int removed = byProcess.Remove([1, 2, 3, 4]);
        // end
        return removed;
    }

    internal static ulong PerCpu()
    {
        // page: per-cpu
        using BpfMap bytes = BpfMap.Create(new MapSpec { Name = "bytes", Type = BpfMapType.PerCpuArray, KeySize = 4, ValueSize = 8, MaxEntries = 2 });
        var perCpu = new PerCpuMap<int, ulong>(bytes);
        perCpu.Set(0, 5);                                   // on every CPU
        ulong total = perCpu[0].Sum();
        // end
        return total / (ulong)perCpu.CpuCount;
    }

    internal static ulong Programs(ObjectSpec spec)
    {
        // page: programs
        using LoadedObject loaded = new ObjectLoader(SystemCalls.Instance).Load(spec);
        BpfProgram program = loaded.Programs["stamp"];
        using (ProgramStatistics.Enable())
            program.TestRun(new TestRunInput { Packet = new byte[64], Repeat = 1000 });
        ProgramInfo info = program.ReadInfo();
        Console.WriteLine($"{info.Name} {info.Tag}: {info.InstructionCount} instructions, {info.RunCount} runs of {info.NanosecondsPerRun:F0} ns");
        // end
        return info.RunCount;
    }

    internal static IReadOnlyList<LinkInfo> Links(LoadedObject loaded, ProgramSpec program)
    {
        // page: links
        using var kernel = new RunningKernel();
        var attacher = new ProbeAttacher(kernel.Facts);
        var request = new TracepointRequest("syscalls", "sys_enter_getppid") { Cookie = 7 };
        using Link link = attacher.Attach(loaded, program, request, out AttachPlan plan);
        Console.WriteLine(plan.Text);                       // which mechanism, and why
        foreach (LinkInfo info in link.ReadInfo())
            Console.WriteLine($"link {info.Id} runs program {info.ProgramId} at {info.Target}");
        // end
        return link.ReadInfo();
    }

    internal static (long Count, ulong Lost, ulong Sum) Batches(LoadedObject loaded)
    {
        ulong sum = 0;

        // page: batches
        using var ring = new RingBuffer(loaded.Maps["events"]) { Drops = new DropCounter(loaded.Maps["drops"]) };
        var batch = ring.Read<Event>();
        foreach (ref readonly Event e in batch)             // in the memory shared with the kernel
            sum += e.Value;
        Console.WriteLine($"{batch.Count} events, {batch.Lost} lost");
        // end
        return (batch.Count, batch.Lost, sum);
    }

    internal static async Task<ulong> AsyncAsync(RingBuffer ring, int wanted, CancellationToken cancellationToken)
    {
        ulong sum = 0;
        ulong missing = 0;

        // page: async
        await foreach (Event e in ring.ReadAllAsync<Event>(lost => missing += lost, cancellationToken))
        {
            sum += e.Value;                                 // a copy, may be kept
            if (--wanted == 0)
                break;
        }
        // end
        return sum + missing;
    }

    internal static async Task<ulong> LeasesAsync(RingBuffer ring, int wanted, CancellationToken cancellationToken)
    {
        ulong sum = 0;

        // page: leases
        await foreach (EventLease lease in ring.ReadBatchesAsync(cancellationToken))
        {
            foreach (ref readonly Event e in lease.As<Event>())
            {
                sum += e.Value;
                wanted--;
            }

            if (wanted <= 0)
                break;
        }
        // end
        return sum;
    }

    internal static async Task<ulong> QueueAsync(RingBuffer ring, int wanted, CancellationToken cancellationToken)
    {
        ulong sum = 0;

        // page: queue
        await foreach (Received<Event> e in ring.ReadQueuedAsync<Event>(BackPressure.DropOldest, capacity: 10_000, cancellationToken))
        {
            if (e.LostBefore > 0)
                Console.WriteLine($"{e.LostBefore} events lost");
            sum += e.Value.Value;
            if (--wanted == 0)
                break;
        }
        // end
        return sum;
    }

    internal readonly record struct Event(ulong Value, ulong Twice);
}
