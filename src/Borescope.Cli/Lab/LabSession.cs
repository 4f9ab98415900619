using System;
using System.Collections.Concurrent;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Borescope.Cli.Lab.Host;
using Borescope.Cli.Lab.Wire;

namespace Borescope.Cli.Lab;

/// <summary>A booted lab machine that runs commands, one after the other or several at once.</summary>
internal sealed class LabSession : IDisposable
{
    private readonly VirtualMachine _machine;
    private readonly FrameChannel _channel;
    private readonly ConcurrentDictionary<uint, LabProcess> _processes = new();
    private readonly TaskCompletionSource<string> _hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _receiver;
    private uint _lastId;
    private volatile bool _closed;

    private LabSession(VirtualMachine machine)
    {
        _machine = machine;
        _channel = new FrameChannel(machine.Channel);
        _receiver = new Thread(Receive) { IsBackground = true, Name = "lab receiver" };
        _receiver.Start();
    }

    /// <summary>The guest kernel's release.</summary>
    internal string Release => _hello.Task.Result;

    /// <summary>Finds or fetches what is missing and boots a machine.</summary>
    /// <param name="options">What to boot.</param>
    /// <param name="initProgram">A native borescope binary, which becomes the guest's first process.</param>
    /// <param name="progress">Gets a line for each step that takes time.</param>
    /// <param name="cancelled">Ends the machine while it boots.</param>
    /// <exception cref="LabException">It cannot be done; the message says why.</exception>
    internal static LabSession Start(LabOptions options, string initProgram, Action<string> progress,
        CancellationToken cancelled = default)
    {
        LabTools tools = LabTools.Find(progress);
        LabKernel kernel = KernelStore.Resolve(options.Kernel, progress);
        if (!options.CountInstructions && KvmProbe.MayWork())
        {
            LabSession? fast = TryBoot(tools, kernel, options, initProgram, kvm: true, KvmProbe.BootTimeout, cancelled, out _);
            if (fast is not null)
            {
                return fast;
            }
            KvmProbe.Remember("unusable");
            if (options.Verbose)
            {
                progress("/dev/kvm is there but does not run a guest: emulating.");
            }
        }
        return TryBoot(tools, kernel, options, initProgram, kvm: false, TimeSpan.FromSeconds(120), cancelled, out string problem)
            ?? throw new LabException($"kernel {kernel.Release} did not come up: {problem}");
    }

    /// <summary>Starts a command.</summary>
    /// <param name="line">What to run.</param>
    /// <param name="output">Gets the bytes of standard output, in order, on one thread.</param>
    /// <param name="error">Gets the bytes of standard error.</param>
    internal LabProcess Run(CommandLine line, Action<ReadOnlyMemory<byte>> output, Action<ReadOnlyMemory<byte>> error)
    {
        uint id = Interlocked.Increment(ref _lastId);
        LabProcess process = new(_channel, id, output, error);
        _processes[id] = process;
        if (_closed)
        {
            process.MachineGone(Reason());
            return process;
        }
        _channel.Send(FrameKind.Run, id, line.Encode());
        return process;
    }

    /// <summary>What the guest's kernel printed.</summary>
    internal string Console => _machine.Console;

    /// <summary>Ends the machine and everything in it; commands that still run fail.</summary>
    internal void Stop() => _machine.Stop();

    /// <summary>Ends the machine and removes its files.</summary>
    public void Dispose()
    {
        _machine.Stop();
        _receiver.Join();
        _machine.Dispose();
    }

    private static LabSession? TryBoot(LabTools tools, LabKernel kernel, LabOptions options, string initProgram, bool kvm,
        TimeSpan timeout, CancellationToken cancelled, out string problem)
    {
        LabSession session = new(VirtualMachine.Start(tools, kernel, options, initProgram, kvm));
        problem = "";
        try
        {
            if (session._hello.Task.Wait((int)timeout.TotalMilliseconds, cancelled))
            {
                return session;
            }
            problem = $"no sign of life within {timeout.TotalSeconds:0} s\n{session.Console}";
        }
        catch (OperationCanceledException)
        {
            session.Dispose();
            throw;
        }
        catch (AggregateException error)
        {
            problem = error.InnerException?.Message ?? error.Message;
        }
        session.Dispose();
        return null;
    }

    private void Receive()
    {
        try
        {
            while (_channel.TryReceive(out Frame frame))
            {
                switch (frame.Kind)
                {
                    case FrameKind.Hello:
                        _hello.TrySetResult(Encoding.UTF8.GetString(frame.Payload.Span));
                        break;
                    case FrameKind.Broken:
                        _hello.TrySetException(new LabException(Encoding.UTF8.GetString(frame.Payload.Span)));
                        break;
                    default:
                        Deliver(frame);
                        break;
                }
            }
        }
        catch (InvalidDataException error)
        {
            _hello.TrySetException(new LabException(error.Message, error));
        }
        _closed = true;
        _hello.TrySetException(new LabException(Reason()));
        foreach (LabProcess process in _processes.Values)
        {
            process.MachineGone(Reason());
        }
    }

    private void Deliver(Frame frame)
    {
        if (_processes.TryGetValue(frame.Id, out LabProcess? process))
        {
            if (frame.Kind == FrameKind.Exit)
            {
                _processes.TryRemove(frame.Id, out _);
            }
            process.Accept(frame);
        }
    }

    private string Reason()
    {
        string console = _machine.Console;
        return console.Length == 0 ? "the machine ended without a message" : "the machine ended:\n" + console;
    }
}
