using System;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;
using Borescope.KernelTests.Objects;

namespace Borescope.KernelTests.Lab;

/// <summary>Objects that clang built, loaded by bpftool and by Borescope: the kernel must get the same instructions from both.</summary>
public sealed class ObjectsInLabTests
{
    // What bpftool cannot load, Borescope need not; what it can must be the same.
    private const string Script = """
        cd "$1" || exit 2
        mkdir -p "$2" && mount -t bpf bpf "$2" || exit 2
        for object in *.bpf.o; do
            bpftool prog loadall "$object" "$2/${object%.bpf.o}" >/dev/null 2>"$2.log" || { rmdir "$2/${object%.bpf.o}" 2>/dev/null; echo "bpftool cannot load $object: $(grep -v '^ *$' "$2.log" | tail -3 | tr '\n' ' ')"; }
        done
        "$3" object check --same-as "$2" *.bpf.o
        result=$?
        umount "$2"; rmdir "$2"; rm -f "$2.log"
        exit $result
        """;

    public static TheoryData<string> Everywhere => Machine.Everywhere;

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task The_kernel_gets_the_same_code_as_from_bpftool(string machine)
    {
        LabScope.Require(machine == "host");
        string folder = "/tmp/borescope-same-" + Guid.NewGuid().ToString("N");
        RunResult result = await Machine.Get(machine).RunAsync("sh", ["-c", Script, "sh", ObjectPrograms.Folder, folder, NativeBinary.Path], timeout: TimeSpan.FromMinutes(5));
        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.DoesNotContain("differs", result.Output, StringComparison.Ordinal);
        Assert.InRange(result.Output.Split("the same code").Length - 1, 30, 500);
    }

    // Object, what it prints beside "running until Ctrl-C"; in the kernels that can.
    public static TheoryData<string, string, string> Attached => new()
    {
        { "6.1", "kprobe_subprogram", "bpf_trace_printk: unlink -" },
        { "6.1", "tracing", "bpf_trace_printk: fexit " },
        { "6.12", "multi", "one multi link" },
        { "6.1", "iterators", "2 kthreadd" },
        { "6.12", "ksyscalls", "bpf_trace_printk: unlinkat returns 0" },
        { "6.12", "sessions", "kprobe session on " },
        { "6.12", "uprobe_multi", "uprobe on " },
        { "6.12", "modify_return", "BPF trampoline" },
        { "6.12", "markers", "bpf_trace_printk: python imports json" },
    };

    [Theory]
    [MemberData(nameof(Attached))]
    public async Task An_object_runs_attached_where_its_sections_say(string machine, string name, string expected)
    {
        LabScope.Require(isChosen: false);
        IMachine where = Machine.Get(machine);
        using RunningCommand run = where.Start(NativeBinary.Path, ["object", "run", ObjectPrograms.PathOf(name)]);
        run.WaitFor("running until Ctrl-C", timeout: TimeSpan.FromMinutes(1));
        _ = await where.RunAsync("sh", ["-c", ": > /tmp/borescope-victim; rm /tmp/borescope-victim; /usr/bin/python3 -c 'import json'"]);
        run.WaitFor(expected, timeout: TimeSpan.FromMinutes(1));
        run.Signal(2);
        RunResult result = await run.FinishAsync();
        Assert.True(result.ExitCode == 0, result.ToString());
    }
}
