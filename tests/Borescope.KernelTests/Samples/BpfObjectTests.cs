using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Borescope.Kernel;
using Borescope.KernelTests.Machines;
using Borescope.Links;

namespace Borescope.KernelTests.Samples;

/// <summary>The short way from a file to programs that run, on the objects of the samples.</summary>
public sealed class BpfObjectTests : IDisposable
{
    private readonly RunningKernel _kernel = new();

    public BpfObjectTests() => Assert.SkipUnless(NativeBinary.IsRoot, "tracing this kernel needs root");

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public async Task Events_variables_and_constants()
    {
        using BpfObject calls = BpfObject.Load(Sample("tests/Borescope.Generators.Tests/Cases/hello.bpf.o"), spec => spec.Set("target_pid", Environment.ProcessId), _kernel);
        Notes notes = new();
        calls.Observer = notes;
        Link link = Assert.Single(calls.Attach());
        Assert.Same(link, Assert.Single(calls.Links));
        Assert.Contains("on_enter", notes.Attached, StringComparison.Ordinal);
        Assert.Contains("sys_enter", notes.Attached, StringComparison.Ordinal);
        Assert.Equal(Environment.ProcessId, calls.Constant<int>("target_pid"));
        using CancellationTokenSource stop = new();
        int events = 0;
        await foreach (Event e in calls.ReadAsync<Event>("events", stop.Token))
        {
            Assert.Equal((uint)Environment.ProcessId, e.Pid);
            if (++events == 10)
                await stop.CancelAsync();
        }

        Assert.True(events >= 10);
        Assert.True(calls.Variable<ulong>("seen") >= 10);
        Assert.Equal(0ul, calls.LostRecords);
        Assert.Throws<ArgumentException>(() => calls.Variable<ulong>("target_pid"));
        Assert.Throws<KeyNotFoundException>(() => calls.Constant<int>("nothing"));
    }

    [Fact]
    public async Task A_record_that_is_shorter_than_its_type_is_refused()
    {
        using BpfObject calls = BpfObject.Load(Sample("tests/Borescope.Generators.Tests/Cases/hello.bpf.o"), spec => spec.Set("target_pid", Environment.ProcessId), _kernel);
        calls.Attach("on_enter");
        BpfException error = await Assert.ThrowsAsync<BpfException>(async () =>
        {
            await foreach (Large _ in calls.ReadAsync<Large>("events", TestContext.Current.CancellationToken))
            {
            }
        });
        Assert.Contains("a record of buffer events has 32 bytes, Large needs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_program_attached_where_the_caller_says()
    {
        using BpfObject forks = BpfObject.Load(Sample("samples/recipes/08-pinning/count_forks.bpf.o"), kernel: _kernel);
        Notes notes = new();
        forks.Observer = notes;
        forks.Attach("on_fork", new RawTracepointRequest("sched_process_exit"));
        Assert.Contains("sched_process_exit", notes.Attached, StringComparison.Ordinal);
        Assert.Throws<KeyNotFoundException>(() => forks.Attach("nothing"));
    }

    [Fact]
    public void An_iterator_is_walked_row_by_row()
    {
        using BpfObject tasks = BpfObject.Load(Sample("samples/recipes/09-tasks/task_list.bpf.o"), kernel: _kernel);
        Assert.Contains(tasks.Walk<Row>("on_task"), row => row.Pid == Environment.ProcessId);
        Assert.Throws<BpfException>(() => tasks.Walk<Odd>("on_task").Count());
    }

    [Fact]
    public void Options_of_the_kernel_as_the_programs_see_them()
    {
        using BpfObject shapes = BpfObject.Load(Sample("tests/Borescope.Generators.Tests/Cases/shapes.bpf.o"), kernel: _kernel);
        Assert.NotEqual(0u, shapes.Configuration<uint>("LINUX_KERNEL_VERSION"));
        Assert.Throws<ArgumentException>(() => shapes.Configuration<ulong>("LINUX_KERNEL_VERSION"));
        Assert.Throws<KeyNotFoundException>(() => shapes.Configuration<uint>("CONFIG_HZ"));
    }

    private static string Sample(string path) => Path.Combine(NativeBinary.Root, path);

    private readonly record struct Event(ulong When, uint Pid, uint Number, UInt128 Comm);

    private unsafe struct Large
    {
        internal fixed byte Bytes[64];
    }

    private unsafe struct Odd
    {
        internal fixed byte Bytes[7001];
    }

    private readonly record struct Row(int Pid, int Parent, ulong Runtime, UInt128 Comm);

    private sealed class Notes : IBpfObserver
    {
        internal string Attached { get; private set; } = "";

        public void OnAttached(string program, string target, string plan) => Attached += $"{program} {target} {plan}\n";

        public void OnLost(string map, ulong records) => throw new InvalidOperationException("nothing is lost here");
    }
}
