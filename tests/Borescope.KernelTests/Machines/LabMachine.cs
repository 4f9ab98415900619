using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading.Tasks;
using Borescope.Cli.Lab;
using Borescope.Cli.Lab.Host;
using Borescope.Cli.Lab.Wire;

namespace Borescope.KernelTests.Machines;

/// <summary>A kernel in the lab; booted at first use, one machine per kernel for the whole test run.</summary>
public sealed class LabMachine : IMachine
{
    private static readonly ConcurrentDictionary<string, Lazy<LabMachine>> s_machines = new(StringComparer.Ordinal);

    private readonly LabSession _session;

    private LabMachine(LabSession session) => _session = session;

    public string Release => _session.Release;

    /// <summary>The machine with a kernel such as 6.1 or 6.12; skips the test with a reason where there cannot be one.</summary>
    public static LabMachine Get(string kernel)
    {
        Assert.SkipUnless(NativeBinary.IsRoot, $"the lab (kernel {kernel}) needs root");
        return s_machines.GetOrAdd(kernel, static name => new Lazy<LabMachine>(() => Boot(name))).Value;
    }

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
        new GuestCommand(_session, new CommandLine([program, .. arguments],
            [.. ProgramRun.CurrentEnvironment(), .. environment ?? []], Environment.CurrentDirectory));

    /// <summary>Ends all machines.</summary>
    internal static void EndAll()
    {
        foreach (Lazy<LabMachine> machine in s_machines.Values)
        {
            if (machine.IsValueCreated)
            {
                machine.Value._session.Dispose();
            }
        }
        s_machines.Clear();
    }

    private static LabMachine Boot(string kernel)
    {
        LabOptions options = new(Kernel: kernel);
        return new LabMachine(LabSession.Start(options, NativeBinary.Path, static line => Console.Error.WriteLine("lab: " + line)));
    }

    private sealed class GuestCommand : RunningCommand
    {
        private readonly LabProcess _process;

        internal GuestCommand(LabSession session, CommandLine line) =>
            _process = session.Run(line, bytes => AddOutput(bytes.Span), bytes => AddError(bytes.Span));

        public override Task<int> Exit => _process.Exit;

        public override void Signal(int number) => _process.Signal(number);

        public override void WriteInput(byte[] bytes) => _process.WriteInput(bytes);

        public override void CloseInput() => _process.CloseInput();
    }
}
