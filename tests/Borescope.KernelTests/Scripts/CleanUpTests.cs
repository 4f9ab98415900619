using System;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Scripts;

/// <summary>What is left behind when a run ends in the worst way.</summary>
public sealed class CleanUpTests
{
    public static TheoryData<string> Kernels => Machine.Lab;

    [Theory]
    [MemberData(nameof(Kernels))]
    public async Task Events_of_a_killed_run_are_swept_by_the_next_one(string kernel)
    {
        IMachine machine = Machine.Get(kernel);
        using (RunningCommand killed = machine.Start(NativeBinary.Path, ["--mechanism", "legacy", "-e", "kprobe:vfs_fsync_range { @ = count(); }"]))
        {
            killed.WaitFor("Attached");
            Assert.Single(await Events(machine, "vfs_fsync_range"));
            killed.Signal(9);
            await killed.FinishAsync();
        }

        RunResult next = await machine.RunAsync(
            NativeBinary.Path, ["--mechanism", "legacy", "-e", "kprobe:vfs_fsync_range { @ = count(); } interval:ms:50 { exit(); }"]);
        Assert.True(next.ExitCode == 0, next.ToString());
        Assert.Empty(await Events(machine, "vfs_fsync_range"));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public async Task Foreign_events_and_those_of_living_runs_are_left_alone(string kernel)
    {
        IMachine machine = Machine.Get(kernel);
        const string Foreign = "p:foreign_group/foreign_event vfs_fsync_range";
        await Shell(machine, $"echo '{Foreign}' >> /sys/kernel/tracing/kprobe_events");
        using RunningCommand living = machine.Start(NativeBinary.Path, ["--mechanism", "legacy", "-e", "kprobe:vfs_fsync_range { @ = count(); }"]);
        living.WaitFor("Attached");
        string[] before = await Events(machine, "vfs_fsync_range");
        Assert.Equal(2, before.Length);
        await machine.RunAsync(NativeBinary.Path, ["--mechanism", "legacy", "-e", "kprobe:vfs_fsync_range { } interval:ms:50 { exit(); }"]);
        Assert.Equal(before, await Events(machine, "vfs_fsync_range"));
        living.Signal(15);
        await living.FinishAsync();
        Assert.Contains("foreign_event", Assert.Single(await Events(machine, "vfs_fsync_range")), StringComparison.Ordinal);
        await Shell(machine, "echo '-:foreign_group/foreign_event' >> /sys/kernel/tracing/kprobe_events");
    }

    // Other tests probe other functions of the same kernel meanwhile, through events of their own.
    private static async Task<string[]> Events(IMachine machine, string function)
    {
        string all = (await Shell(machine, "cat /sys/kernel/tracing/kprobe_events")).Output;
        return Array.FindAll(all.Split('\n'), line => line.EndsWith(' ' + function, StringComparison.Ordinal));
    }

    private static async Task<RunResult> Shell(IMachine machine, string line)
    {
        RunResult result = await machine.RunAsync("sh", ["-c", line]);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result;
    }
}
