using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Borescope.Cli.Lab.Native;
using Borescope.Cli.Lab.Wire;

namespace Borescope.Cli.Lab.Guest;

/// <summary>One running command of the guest: its process, its three streams, and the threads that move their bytes.</summary>
internal sealed class GuestCommand
{
    private const int SignalKill = 9;
    private const int NotFound = 127;
    private const int NotExecutable = 126;

    private readonly FrameChannel _channel;
    private readonly Action<GuestCommand> _finished;
    private readonly InputQueue _input = new();
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GuestTerminal? _terminal;
    private int _inputEnd = -1;
    private int _outputEnd = -1;
    private int _errorEnd = -1;

    internal GuestCommand(FrameChannel channel, uint id, Action<GuestCommand> finished)
    {
        _channel = channel;
        Id = id;
        _finished = finished;
    }

    internal uint Id { get; }

    internal int Pid { get; private set; }

    /// <summary>Starts the process and its pumps. Where that fails the host gets a message and the exit code of a shell.</summary>
    internal bool Start(CommandLine line)
    {
        string? program = ProgramSearch.Find(line.Arguments[0], line.Environment, line.Directory);
        if (program is null)
        {
            return Refuse(NotFound, $"{line.Arguments[0]}: command not found");
        }
        string directory = System.IO.Directory.Exists(line.Directory) ? line.Directory : "/";
        int errno;
        int pid;
        if (line.Terminal)
        {
            _terminal = GuestTerminal.Open(line.Rows, line.Columns);
            errno = ChildProcess.Start(program, line.Arguments, line.Environment, directory, [], _terminal.Path, out pid);
            _inputEnd = _outputEnd = _terminal.Descriptor;
        }
        else
        {
            errno = StartOnPipes(program, line, directory, out pid);
        }
        if (errno != 0)
        {
            return Refuse(NotExecutable, $"{program}: {Marshal.GetPInvokeErrorMessage(errno)}");
        }
        Pid = pid;
        new Thread(Supervise, 256 * 1024) { IsBackground = true }.Start();
        new Thread(PumpInput, 256 * 1024) { IsBackground = true }.Start();
        return true;
    }

    /// <summary>Handles a frame for this command; never blocks.</summary>
    internal void Accept(Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Input:
                _input.Add(frame.Payload.ToArray());
                break;
            case FrameKind.InputEnd:
                _input.End();
                break;
            case FrameKind.Signal when !_exit.Task.IsCompleted:
                _ = Libc.Kill(-Pid, (int)frame.Number);
                break;
            case FrameKind.Resize:
                _terminal?.Resize((ushort)(frame.Number & 0xffff), (ushort)(frame.Number >> 16));
                break;
        }
    }

    /// <summary>The process has ended.</summary>
    internal void Ended(int exitCode) => _exit.TrySetResult(exitCode);

    private int StartOnPipes(string program, CommandLine line, string directory, out int pid)
    {
        (int inputRead, _inputEnd) = Descriptor.Pipe();
        (_outputEnd, int outputWrite) = Descriptor.Pipe();
        (_errorEnd, int errorWrite) = Descriptor.Pipe();
        int errno = ChildProcess.Start(program, line.Arguments, line.Environment, directory,
            [(inputRead, 0), (outputWrite, 1), (errorWrite, 2)], null, out pid);
        _ = Libc.Close(inputRead);
        _ = Libc.Close(outputWrite);
        _ = Libc.Close(errorWrite);
        return errno;
    }


    private bool Refuse(int code, string text)
    {
        _channel.Send(FrameKind.Error, Id, Encoding.UTF8.GetBytes($"borescope lab: {text}\n"));
        _channel.Send(FrameKind.Exit, Id, (uint)code);
        return false;
    }

    private void Supervise()
    {
        Thread? errors = null;
        if (_errorEnd >= 0)
        {
            errors = new Thread(() => Pump(_errorEnd, FrameKind.Error), 256 * 1024) { IsBackground = true };
            errors.Start();
        }
        try
        {
            Pump(_outputEnd, FrameKind.Output);
            errors?.Join();
            int exitCode = _exit.Task.Result;
            // Whatever the command left behind in its session must not disturb the next one.
            _ = Libc.Kill(-Pid, SignalKill);
            _finished(this);
            _input.End();
            _channel.Send(FrameKind.Exit, Id, (uint)exitCode);
        }
        catch (IOException)
        {
            // The host hung up: the machine is about to restart.
            _finished(this);
        }
    }

    private void Pump(int descriptor, FrameKind kind)
    {
        byte[] buffer = new byte[FrameChannel.MaxPayload];
        while (true)
        {
            bool ended = _exit.Task.IsCompleted;
            if (!Descriptor.IsReadable(descriptor, ended ? 0 : 100))
            {
                // A background process may hold the pipe open; what the command itself wrote was there before it ended.
                if (ended)
                {
                    break;
                }
                continue;
            }
            int got;
            try
            {
                got = Descriptor.Read(descriptor, buffer);
            }
            catch (IOException)
            {
                // A terminal's master end reads EIO once the last process on it is gone.
                break;
            }
            if (got == 0)
            {
                break;
            }
            _channel.Send(kind, Id, buffer.AsSpan(0, got));
        }
        _ = Libc.Close(descriptor);
    }

    private void PumpInput()
    {
        bool open = true;
        while (_input.TryTake(out byte[] bytes))
        {
            try
            {
                if (open)
                {
                    Descriptor.Write(_inputEnd, bytes);
                }
            }
            catch (IOException)
            {
                // The command closed its input (or ended); the rest is dropped as a broken pipe would.
                open = false;
            }
            try
            {
                _channel.Send(FrameKind.Consumed, Id, (uint)bytes.Length);
            }
            catch (IOException)
            {
                return;
            }
        }
        if (_terminal is null)
        {
            _ = Libc.Close(_inputEnd);
        }
        else if (!_exit.Task.IsCompleted)
        {
            _terminal.SendEndOfInput();
        }
    }
}
