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
        using (RunningCommand killed = machine.Start(NativeBinary.Path, ["--mechanism", "legacy", "-e", "kprobe:vfs_fsync { @ = count(); }"]))
        {
            killed.WaitFor("Attached");
            killed.Signal(9);
            await killed.FinishAsync();
        }

        Assert.Contains("bsc_", await Events(machine), StringComparison.Ordinal);
        RunResult next = await machine.RunAsync(
            NativeBinary.Path, ["--mechanism", "legacy", "-e", "kprobe:vfs_fsync { @ = count(); } interval:ms:50 { exit(); }"]);
        Assert.True(next.ExitCode == 0, next.ToString());
        Assert.DoesNotContain("bsc_", await Events(machine), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public async Task Foreign_events_and_those_of_living_runs_are_left_alone(string kernel)
    {
        IMachine machine = Machine.Get(kernel);
        const string Foreign = "p:foreign_group/foreign_event vfs_fsync";
        await Shell(machine, $"echo '{Foreign}' >> /sys/kernel/tracing/kprobe_events");
        using RunningCommand living = machine.Start(NativeBinary.Path, ["--mechanism", "legacy", "-e", "kprobe:vfs_fsync { @ = count(); }"]);
        living.WaitFor("Attached");
        string before = await Events(machine);
        await machine.RunAsync(NativeBinary.Path, ["--mechanism", "legacy", "-e", "kprobe:vfs_fsync { } interval:ms:50 { exit(); }"]);
        Assert.Equal(before, await Events(machine));
        living.Signal(15);
        await living.FinishAsync();
        string after = await Events(machine);
        Assert.Contains("foreign_event", after, StringComparison.Ordinal);
        Assert.DoesNotContain("bsc_", after, StringComparison.Ordinal);
        await Shell(machine, "echo '-:foreign_group/foreign_event' >> /sys/kernel/tracing/kprobe_events");
    }

    private static async Task<string> Events(IMachine machine) => (await Shell(machine, "cat /sys/kernel/tracing/kprobe_events")).Output;

    private static async Task<RunResult> Shell(IMachine machine, string line)
    {
        RunResult result = await machine.RunAsync("sh", ["-c", line]);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result;
    }
}
