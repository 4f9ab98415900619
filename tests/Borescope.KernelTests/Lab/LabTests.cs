using System;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Lab;

public sealed class LabTests
{
    public static TheoryData<string> Everywhere => Machine.Everywhere;

    public static TheoryData<string> Kernels => Machine.Lab;

    [Theory]
    [MemberData(nameof(Kernels))]
    public async Task The_guest_runs_the_kernel_that_was_asked_for(string kernel)
    {
        RunResult result = await Machine.Get(kernel).RunAsync("uname", ["-r"]);
        Assert.StartsWith(kernel + ".", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Streams_stay_apart_and_the_exit_code_passes_through(string machine)
    {
        RunResult result = await Machine.Get(machine).RunAsync("sh", ["-c", "echo out; echo err >&2; exit 7"]);
        Assert.Equal((7, "out\n", "err\n"), (result.ExitCode, result.Output, result.Error));
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Input_comes_back_byte_for_byte(string machine)
    {
        byte[] bytes = new byte[3_000_001];
        new Random(1).NextBytes(bytes);
        RunResult result = await Machine.Get(machine).RunAsync("cat", [], bytes);
        Assert.Equal(0, result.ExitCode);
        Assert.True(bytes.AsSpan().SequenceEqual(result.OutputBytes));
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_signal_reaches_the_command(string machine)
    {
        using RunningCommand command = Machine.Get(machine).Start("sh", ["-c", "trap 'echo got it; exit 3' INT; echo ready; while :; do sleep 0.05; done"]);
        command.WaitFor("ready");
        command.Signal(2);
        RunResult result = await command.FinishAsync();
        Assert.Equal((3, "ready\ngot it\n"), (result.ExitCode, result.Output));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public async Task Several_commands_run_at_once(string kernel)
    {
        IMachine machine = Machine.Get(kernel);
        using RunningCommand waiting = machine.Start("cat", []);
        RunResult meanwhile = await machine.RunAsync("echo", ["meanwhile"]);
        waiting.WriteInput("later"u8.ToArray());
        waiting.CloseInput();
        RunResult later = await waiting.FinishAsync();
        Assert.Equal(("meanwhile\n", "later"), (meanwhile.Output, later.Output));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public async Task What_a_command_leaves_in_the_background_does_not_hold_up_its_end(string kernel)
    {
        RunResult result = await Machine.Get(kernel).RunAsync("sh", ["-c", "sleep 1000 & echo done"], timeout: TimeSpan.FromSeconds(90));
        Assert.Equal((0, "done\n"), (result.ExitCode, result.Output));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public async Task The_hosts_files_are_readable_and_writes_stay_in_the_guest(string kernel)
    {
        string probe = "/tmp/borescope-lab-write-" + Guid.NewGuid().ToString("N");
        IMachine machine = Machine.Get(kernel);
        RunResult result = await machine.RunAsync("sh", ["-c", $"cmp /proc/$$/exe /bin/sh && echo hi > {probe} && cat {probe}"]);
        Assert.Equal((0, "hi\n"), (result.ExitCode, result.Output));
        Assert.False(System.IO.File.Exists(probe));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public async Task Shells_find_their_descriptors(string kernel)
    {
        RunResult result = await Machine.Get(kernel).RunAsync("bash", ["-c", "cat <(echo one) /dev/stdin <<< two > /dev/stdout"]);
        Assert.Equal("one\ntwo\n", result.Output);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public async Task A_missing_program_gives_a_message_and_127(string kernel)
    {
        RunResult result = await Machine.Get(kernel).RunAsync("no-such-program", []);
        Assert.Equal(127, result.ExitCode);
        Assert.Contains("command not found", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public async Task What_tracing_needs_is_mounted(string kernel)
    {
        RunResult result = await Machine.Get(kernel).RunAsync("sh", ["-c",
            "ls /sys/kernel/tracing/kprobe_events /sys/kernel/debug/kprobes/list /sys/kernel/btf/vmlinux /sys/fs/bpf >/dev/null && " +
            "ls -d /lib/modules/$(uname -r)/kernel /sys/fs/cgroup/cgroup.procs /dev/pts/ptmx && cat /sys/class/net/lo/flags"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.EndsWith("0x9\n", result.Output, StringComparison.Ordinal);
    }
}
