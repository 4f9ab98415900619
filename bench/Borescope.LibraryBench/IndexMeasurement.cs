using System;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Kernel;

namespace Borescope.Bench.Library;

/// <summary>Opens the kernel's types and builds the index of their names, which happens at the first lookup that scanning does not answer.</summary>
internal static class IndexMeasurement
{
    private const int Times = 15;

    // So many lookups are answered by scanning.
    private const int Scans = 12;

    internal static void Run(string[] arguments)
    {
        double open = double.MaxValue, index = double.MaxValue;
        long openBytes = 0, indexBytes = 0;
        for (var time = 0; time < Times; time++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            BtfSpec? spec = null;
            open = Math.Min(open, Figures.Repeat(1, () => spec = Open()).Best);
            openBytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
            using (spec)
            {
                for (var scan = 0; scan < Scans; scan++)
                    spec!.TryFind("no_such_type", BtfKind.Struct, out _);
                allocated = GC.GetAllocatedBytesForCurrentThread();
                index = Math.Min(index, Figures.Repeat(1, () => spec!.TryFind("task_struct", BtfKind.Struct, out _)).Best);
                indexBytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
            }
        }

        Figures.Print("btf-open-ms-kib", open, openBytes / 1024.0);
        Figures.Print("btf-index-ms-kib", index, indexBytes / 1024.0);
    }

    private static BtfSpec Open() => BtfSpec.TryOpenFile(SystemCalls.Instance, "/sys/kernel/btf/vmlinux", "vmlinux", null, out var spec, out var diagnostic)
        ? spec! : throw new InvalidOperationException(diagnostic);
}
