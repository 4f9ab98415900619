using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Borescope.Cli.Lab.Host;
using Borescope.Cli.Lab.Native;
using Borescope.Cli.Lab.Wire;

namespace Borescope.Cli.Lab;

/// <summary>Runs one command in a machine of its own, with this process's streams, directory and environment.</summary>
internal static class LabRun
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;
    private const int StandardError = 2;
    private const int Failed = 125;

    /// <summary>Boots, runs, ends. Returns the command's exit code, or 125 where the lab itself failed.</summary>
    /// <param name="options">The machine.</param>
    /// <param name="command">The command and its arguments.</param>
    /// <param name="withInput">False gives the command no standard input and no terminal.</param>
    internal static int Run(LabOptions options, IReadOnlyList<string> command, bool withInput = true)
    {
        using LabSignals signals = new();
        try
        {
            string self = Environment.ProcessPath ?? throw new LabException("this program's own file is unknown.");
            using LabSession session = LabSession.Start(options, self, Progress, signals.Aborted);
            if (options.Verbose)
            {
                Progress($"kernel {session.Release} is up.");
            }
            return Attend(session, command, signals, withInput);
        }
        catch (OperationCanceledException) when (signals.Received is not null)
        {
            return 128 + signals.Received.Value;
        }
        catch (LabException error)
        {
            Progress(error.Message);
            return signals.Received is { } signal ? 128 + signal : Failed;
        }
    }

    private static int Attend(LabSession session, IReadOnlyList<string> command, LabSignals signals, bool withInput)
    {
        using LabTerminal? terminal = withInput ? LabTerminal.TryOpen() : null;
        CommandLine line = new(command, ProgramRun.CurrentEnvironment(), Environment.CurrentDirectory,
            terminal is not null, terminal?.Rows ?? 0, terminal?.Columns ?? 0);
        bool outputOpen = true;
        LabProcess? process = null;
        process = session.Run(line,
            bytes =>
            {
                if (outputOpen && !TryWrite(StandardOutput, bytes.Span))
                {
                    outputOpen = false;
                    process?.Signal(LabSignals.BrokenPipe);
                }
            },
            bytes => TryWrite(StandardError, bytes.Span));
        terminal?.OnResize(process.Resize);
        using CancellationTokenRegistration abort = signals.Aborted.Register(session.Stop);
        signals.Attach(process);
        if (withInput)
        {
            new Thread(() => PumpInput(process)) { IsBackground = true, Name = "lab input" }.Start();
        }
        else
        {
            process.CloseInput();
        }
        try
        {
            process.Exit.Wait();
            return process.Exit.Result;
        }
        catch (AggregateException error) when (error.InnerException is LabException inner)
        {
            if (signals.Received is { } signal)
            {
                return 128 + signal;
            }
            throw inner;
        }
    }

    private static void PumpInput(LabProcess process)
    {
        byte[] buffer = new byte[FrameChannel.MaxPayload];
        try
        {
            for (int got; (got = Descriptor.Read(StandardInput, buffer)) > 0;)
            {
                process.WriteInput(buffer.AsSpan(0, got));
            }
        }
        catch (IOException)
        {
            // No readable standard input is an empty one.
        }
        process.CloseInput();
    }

    private static bool TryWrite(int descriptor, ReadOnlySpan<byte> bytes)
    {
        try
        {
            Descriptor.Write(descriptor, bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Progress(string text) => Console.Error.WriteLine("borescope lab: " + text);
}
