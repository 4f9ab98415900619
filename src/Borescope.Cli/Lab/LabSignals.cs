using System;
using System.Runtime.InteropServices;
using System.Threading;
using Borescope.Cli.Lab.Native;

namespace Borescope.Cli.Lab;

/// <summary>
/// Passes signals on to the command in the lab. A second one, or one before the command runs, ends the machine at once.
/// </summary>
internal sealed class LabSignals : IDisposable
{
    internal const int BrokenPipe = 13;

    private static readonly (PosixSignal Signal, int Number)[] s_signals =
    [
        (PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15), (PosixSignal.SIGHUP, 1), (PosixSignal.SIGQUIT, 3),
    ];

    // The signal that the kernel sends at the death of the thread that started this process.
    private const int ParentDied = 12; // SIGUSR2 on x86-64 and arm64
    private const int Terminate = 15;

    private readonly PosixSignalRegistration[] _registrations;
    private readonly PosixSignalRegistration _parent;
    private readonly Lock _gate = new();
    private LabProcess? _process;
    private readonly CancellationTokenSource _abort = new();

    internal LabSignals()
    {
        _registrations = Array.ConvertAll(s_signals, entry => PosixSignalRegistration.Create(entry.Signal, context =>
        {
            context.Cancel = true;
            Receive(entry.Number);
        }));

        // A script that is killed takes its lab along: nobody would end it otherwise. Of a parent with threads only one may have ended.
        int parent = Libc.ParentProcess();
        _parent = PosixSignalRegistration.Create((PosixSignal)ParentDied, context =>
        {
            context.Cancel = true;
            if (Libc.ParentProcess() != parent)
            {
                Receive(Terminate);
                Receive(Terminate);
            }
        });
        ParentBound.SignalAtParentsDeath(ParentDied);
        if (Libc.ParentProcess() != parent)
        {
            Receive(Terminate);
        }
    }

    /// <summary>The first signal that came, or null.</summary>
    internal int? Received { get; private set; }

    /// <summary>From now on the first signal goes to the command.</summary>
    internal void Attach(LabProcess process)
    {
        lock (_gate)
        {
            _process = process;
            if (Received is { } early)
            {
                process.Signal(early);
            }
        }
    }

    /// <summary>Cancelled by a second signal, or by one before the command runs.</summary>
    internal CancellationToken Aborted => _abort.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
        _parent.Dispose();
        _abort.Dispose();
    }

    private void Receive(int number)
    {
        lock (_gate)
        {
            bool first = Received is null;
            Received ??= number;
            if (first && _process is not null)
            {
                _process.Signal(number);
                return;
            }
        }
        _abort.Cancel();
    }
}
