using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Borescope.Cli.Lab.Wire;

namespace Borescope.Cli.Lab;

/// <summary>A command that runs in a lab machine.</summary>
internal sealed class LabProcess
{
    private readonly FrameChannel _channel;
    private readonly uint _id;
    private readonly Action<ReadOnlyMemory<byte>> _output;
    private readonly Action<ReadOnlyMemory<byte>> _error;
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _window = new();
    private long _inFlight;

    internal LabProcess(FrameChannel channel, uint id, Action<ReadOnlyMemory<byte>> output, Action<ReadOnlyMemory<byte>> error)
    {
        _channel = channel;
        _id = id;
        _output = output;
        _error = error;
    }

    /// <summary>The exit code, as a shell would report it. Fails with <see cref="LabException"/> where the machine ended first.</summary>
    internal Task<int> Exit => _exit.Task;

    /// <summary>Sends bytes to standard input; waits while the command does not read what it has.</summary>
    internal void WriteInput(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_exit.Task.IsCompleted)
        {
            int size = Math.Min(bytes.Length, FrameChannel.MaxPayload);
            lock (_window)
            {
                while (_inFlight + size > FrameChannel.InputWindow && !_exit.Task.IsCompleted)
                {
                    Monitor.Wait(_window);
                }
                _inFlight += size;
            }
            TrySend(FrameKind.Input, bytes[..size]);
            bytes = bytes[size..];
        }
    }

    /// <summary>Ends standard input.</summary>
    internal void CloseInput() => TrySend(FrameKind.InputEnd, []);

    /// <summary>Signals the command's process group.</summary>
    internal void Signal(int number) => TrySend(FrameKind.Signal, BitConverter.GetBytes(number));

    /// <summary>Tells the command's terminal its size in characters.</summary>
    internal void Resize(ushort rows, ushort columns) => TrySend(FrameKind.Resize, BitConverter.GetBytes(rows | ((uint)columns << 16)));

    /// <summary>Handles a frame of this command, on the receiving thread.</summary>
    internal void Accept(Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Output:
                _output(frame.Payload);
                break;
            case FrameKind.Error:
                _error(frame.Payload);
                break;
            case FrameKind.Consumed:
                WakeInput(frame.Number);
                break;
            case FrameKind.Exit:
                _exit.TrySetResult((int)frame.Number);
                WakeInput(0);
                break;
        }
    }

    /// <summary>The machine ended before the command did.</summary>
    internal void MachineGone(string reason)
    {
        _exit.TrySetException(new LabException(reason));
        WakeInput(0);
    }

    private void WakeInput(uint consumed)
    {
        lock (_window)
        {
            _inFlight -= consumed;
            Monitor.Pulse(_window);
        }
    }

    private void TrySend(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        try
        {
            _channel.Send(kind, _id, payload);
        }
        catch (IOException)
        {
            // The machine is gone; the receiving thread reports it through Exit.
        }
    }
}
