using System;
using System.Runtime.InteropServices;
using System.Threading;
using Borescope.Cli.Objects;
using Borescope.Inventory;

namespace Borescope.Cli.Inventory;

/// <summary>What programs print with bpf_printk.</summary>
internal static class TraceText
{
    internal static void Run(KernelInventory inventory, string argument)
    {
        using RunningKernel kernel = new();
        using TracePipe pipe = TracePipe.TryOpen(kernel.Facts)
            ?? throw new ArgumentException("trace_pipe cannot be opened: another process may be reading it (only one can), or root or tracefs is missing (mount -t tracefs nodev /sys/kernel/tracing)");
        using ManualResetEventSlim stop = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stop));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
        pipe.Start();
        stop.Wait();
    }

    private static void Stop(PosixSignalContext context, ManualResetEventSlim stop)
    {
        context.Cancel = true;
        stop.Set();
    }
}
