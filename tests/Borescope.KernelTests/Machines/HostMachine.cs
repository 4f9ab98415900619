using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace Borescope.KernelTests.Machines;

/// <summary>The kernel that the tests themselves run on.</summary>
public sealed class HostMachine : IMachine
{
    public static HostMachine Instance { get; } = new();

    public string Release => File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    public async Task<RunResult> RunAsync(string program, IReadOnlyList<string> arguments, byte[]? input = null, TimeSpan? timeout = null,
        IReadOnlyList<string>? environment = null)
    {
        using RunningCommand command = Start(program, arguments, environment);
        if (input is not null)
        {
            command.WriteInput(input);
        }
        command.CloseInput();
        return await command.FinishAsync(timeout);
    }

    public RunningCommand Start(string program, IReadOnlyList<string> arguments, IReadOnlyList<string>? environment = null) =>
        new HostCommand(program, arguments, environment ?? []);

    private sealed class HostCommand : RunningCommand
    {
        private readonly Process _process;

        internal HostCommand(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
        {
            ProcessStartInfo start = new(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            foreach (string variable in environment)
            {
                int equals = variable.IndexOf('=', StringComparison.Ordinal);
                start.Environment[variable[..equals]] = variable[(equals + 1)..];
            }
            _process = Process.Start(start) ?? throw new InvalidOperationException(program + " did not start.");
            Exit = Task.WhenAll(
                    Pump(_process.StandardOutput.BaseStream, bytes => AddOutput(bytes.Span)),
                    Pump(_process.StandardError.BaseStream, bytes => AddError(bytes.Span)),
                    _process.WaitForExitAsync())
                .ContinueWith(_ => _process.ExitCode, TaskScheduler.Default);
        }

        public override Task<int> Exit { get; }

        public override void Signal(int number)
        {
            if (!_process.HasExited)
            {
                _ = Borescope.Cli.Lab.Native.Libc.Kill(_process.Id, number);
            }
        }

        public override void WriteInput(byte[] bytes)
        {
            _process.StandardInput.BaseStream.Write(bytes);
            _process.StandardInput.BaseStream.Flush();
        }

        public override void CloseInput() => _process.StandardInput.Close();

        private static async Task Pump(Stream stream, Action<ReadOnlyMemory<byte>> sink)
        {
            byte[] buffer = new byte[32 * 1024];
            for (int got; (got = await stream.ReadAsync(buffer)) > 0;)
            {
                sink(buffer.AsMemory(0, got));
            }
        }
    }
}
