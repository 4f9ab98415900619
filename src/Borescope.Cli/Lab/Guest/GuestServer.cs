using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using Borescope.Cli.Lab.Native;
using Borescope.Cli.Lab.Wire;

namespace Borescope.Cli.Lab.Guest;

/// <summary>Runs the commands that arrive on the channel, any number at once, and reaps every process of the machine.</summary>
internal sealed class GuestServer
{
    private const int NoSuchChild = 10;

    private readonly FrameChannel _channel;
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, GuestCommand> _byId = [];
    private readonly Dictionary<int, GuestCommand> _byPid = [];
    private readonly Dictionary<uint, MemoryStream> _arriving = [];
    private readonly object _started = new();

    internal GuestServer(FrameChannel channel) => _channel = channel;

    /// <summary>Serves until the host hangs up.</summary>
    internal void Run()
    {
        new Thread(Reap) { IsBackground = true, Name = "reaper" }.Start();
        while (_channel.TryReceive(out Frame frame))
        {
            if (frame.Kind == FrameKind.Run)
            {
                Arrive(frame);
                continue;
            }
            GuestCommand? command;
            lock (_gate)
            {
                _byId.TryGetValue(frame.Id, out command);
            }
            // Frames for a command that has just ended are late, not wrong.
            command?.Accept(frame);
        }
    }

    private void Arrive(Frame frame)
    {
        if (!_arriving.TryGetValue(frame.Id, out MemoryStream? bytes))
        {
            _arriving[frame.Id] = bytes = new MemoryStream();
        }
        bytes.Write(frame.Payload.Span);
        CommandLine? line = CommandLine.Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        if (line is null)
        {
            return;
        }
        _arriving.Remove(frame.Id);
        GuestCommand command = new(_channel, frame.Id, Finished);
        lock (_gate)
        {
            // Under the gate, so that the reaper cannot meet the pid before it is known.
            if (!command.Start(line))
            {
                return;
            }
            _byId[frame.Id] = command;
            _byPid[command.Pid] = command;
        }
        lock (_started)
        {
            Monitor.Pulse(_started);
        }
    }

    private void Finished(GuestCommand command)
    {
        lock (_gate)
        {
            _byId.Remove(command.Id);
        }
    }

    private unsafe void Reap()
    {
        while (true)
        {
            int status = 0;
            int pid = Libc.Wait(-1, &status, 0);
            if (pid < 0)
            {
                if (Marshal.GetLastPInvokeError() == NoSuchChild)
                {
                    lock (_started)
                    {
                        // The timeout covers a start between the failed wait and this lock.
                        Monitor.Wait(_started, 20);
                    }
                }
                continue;
            }
            GuestCommand? command;
            lock (_gate)
            {
                _byPid.Remove(pid, out command);
            }
            command?.Ended(ChildProcess.ExitCode(status));
        }
    }
}
