using System;
using System.Threading.Tasks;
using Borescope.Kernel;
using Borescope.KernelTests.Library;
using Borescope.KernelTests.Machines;
using Borescope.Objects;

namespace Borescope.KernelTests.Objects;

/// <summary>Objects with programs for several generations of kernels: what this one has nothing for is left out, and named.</summary>
[Collection(KernelObjects.Name)]
public sealed class ObjectRunTests
{
    private static readonly string s_object = ObjectPrograms.PathOf("generations");

    [Fact]
    public async Task What_this_kernel_has_nothing_for_is_left_out_while_something_is_attached()
    {
        using RunningCommand run = Machine.Get("host").Start(NativeBinary.Path, ["object", "run", s_object]);
        run.WaitFor("running until Ctrl-C", timeout: TimeSpan.FromMinutes(1));
        run.Signal(2);
        RunResult result = await run.FinishAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("newer [fentry/bsc_name_in_another_kernel] is left out: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("the size of calls", result.Error, StringComparison.Ordinal);
        Assert.Contains("newer [fentry/bsc_name_in_another_kernel]: not loaded", result.Output, StringComparison.Ordinal);
        Assert.Contains("known [tracepoint/syscalls/sys_enter_getppid]: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_asked_for_by_name_must_attach()
    {
        RunResult result = await Machine.Get("host").RunAsync(NativeBinary.Path, ["object", "run", s_object, "--attach-only", "newer"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("do not know function bsc_name_in_another_kernel", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("left out", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_loader_asks_which_programs_may_be_left_out()
    {
        TestProgram.RequireTracing();
        ObjectSpec spec = ObjectSpec.Read(s_object);
        var loader = new ObjectLoader(SystemCalls.Instance);
        var sizeless = Assert.Throws<BpfException>(() => loader.Load(spec));
        Assert.Contains("it has no size", sizeless.Message, StringComparison.Ordinal);

        spec.Replace(spec.FindMap("calls")! with { MaxEntries = 8 });
        Assert.Throws<BpfException>(() => loader.Load(spec));
        Assert.Throws<BpfException>(() => loader.Load(spec, static (_, _) => false));
        string? leftOut = null;
        using LoadedObject loaded = loader.Load(spec, (program, _) => (leftOut = program.Name) == "newer");

        Assert.Equal("newer", leftOut);
        Assert.Equal(["known"], loaded.Programs.Keys);
    }
}
