using System;
using System.Threading;
using Borescope.Kernel;

namespace Borescope.Cli.Objects;

/// <summary>Shows what programs print with bpf_printk: the kernel's trace_pipe, which all users of the machine share.</summary>
internal sealed class TracePipe : IDisposable
{
    private const int PauseMilliseconds = 50;

    private readonly ISystemCalls _calls;
    private readonly KernelHandle _file;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _stop = new();

    private TracePipe(ISystemCalls calls, KernelHandle file)
    {
        _calls = calls;
        _file = file;
        _thread = new Thread(Read) { IsBackground = true, Name = "trace_pipe" };
    }

    /// <summary>Opens it; null where tracefs cannot be reached.</summary>
    internal static TracePipe? TryOpen(KernelFacts facts)
    {
        if (facts.Tracefs is not { } tracefs)
        {
            return null;
        }
        int fd = facts.Calls.Open(tracefs.PathOf("trace_pipe"), OpenFlags.ReadOnly | OpenFlags.CloseOnExec | OpenFlags.NonBlocking);
        return fd < 0 ? null : new TracePipe(facts.Calls, KernelHandle.Own(facts.Calls, fd));
    }

    internal void Start() => _thread.Start();

    public void Dispose()
    {
        _stop.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
        _file.Dispose();
        _stop.Dispose();
    }

    private void Read()
    {
        // Programs that print for every event fill the pipe as fast as it is read: the end must not wait until it is empty.
        const int LastReads = 16;
        byte[] buffer = new byte[4096];
        int left = LastReads;
        while (left > 0 && !RunOutput.IsClosed)
        {
            left -= _stop.IsSet ? 1 : 0;
            nint count = _calls.Read(_file.Descriptor, buffer);
            if (count > 0)
            {
                RecordPrinter.WriteText(buffer.AsSpan(0, (int)count));
            }
            else if (_stop.Wait(PauseMilliseconds))
            {
                left = Math.Min(left, 1);
            }
        }
    }
}
