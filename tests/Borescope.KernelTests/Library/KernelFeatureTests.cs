using System;
using System.Diagnostics;
using System.Linq;
using Borescope.Btf;
using Borescope.Compiler;
using Borescope.Compiler.Calls;
using Borescope.Kernel;

namespace Borescope.KernelTests.Library;

[Collection(KernelObjects.Name)]
public sealed class KernelFeatureTests
{
    private static KernelFeatures Features()
    {
        Assert.SkipUnless(Capabilities.Read(SystemCalls.Instance).CanTrace, "needs CAP_BPF and CAP_PERFMON");
        return new KernelFeatures(SystemCalls.Instance, () => KernelBtf.TryOpen(SystemCalls.Instance, out var btf, out _) ? btf : null);
    }

    [Fact]
    public void Every_feature_gives_an_answer_with_a_reason()
    {
        var features = Features();
        foreach (var feature in Enum.GetValues<KernelFeature>())
        {
            var watch = Stopwatch.StartNew();
            var result = features.Probe(feature);
            TestContext.Current.TestOutputHelper?.WriteLine($"{feature}: {result} {watch.Elapsed.TotalMilliseconds} ms");
            Assert.NotEmpty(result.Reason);
        }
    }

    [Fact]
    public void Basic_features_are_found()
    {
        var features = Features();
        Assert.True(features.Has(KernelFeature.Bpf));
        Assert.True(features.Has(KernelFeature.BoundedLoops), features.Probe(KernelFeature.BoundedLoops).Reason);
        Assert.True(features.Has(KernelFeature.InstructionSetV3), features.Probe(KernelFeature.InstructionSetV3).Reason);
        Assert.True(features.Has(KernelFeature.AtomicFetch), features.Probe(KernelFeature.AtomicFetch).Reason);
        Assert.True(features.Has(KernelFeature.LargePrograms));
        Assert.True(features.Has(KernelFeature.RingBuffer));
        Assert.True(features.Has(KernelFeature.MapBatch));
        Assert.True(features.Has(KernelFeature.PerfLink));
        Assert.True(features.Has(KernelFeature.TestRunRawTracepoint));
        Assert.Equal(SystemCalls.Instance.Access("/sys/bus/event_source/devices/kprobe/type", AccessMode.Exists) == 0, features.Has(KernelFeature.KprobePmu));
        foreach (var type in new[] { BpfMapType.Hash, BpfMapType.PerCpuHash, BpfMapType.LruHash, BpfMapType.StackTrace, BpfMapType.PerfEventArray, BpfMapType.ProgramArray, BpfMapType.Queue, BpfMapType.LongestPrefixTrie })
            Assert.True(features.Has(type), features.Probe(type).Reason);
    }

    [Fact]
    public void Helpers_are_told_apart_by_program_type()
    {
        var features = Features();
        Assert.True(features.Has(BpfProgramType.Kprobe, BpfHelper.KtimeGetNs));
        Assert.True(features.Has(BpfProgramType.Kprobe, BpfHelper.ProbeReadKernel));
        Assert.False(features.Has(BpfProgramType.Kprobe, BpfHelper.SkbStoreBytes));
        Assert.False(features.Has(BpfProgramType.Kprobe, (BpfHelper)9999));
    }

    [Fact]
    public void Kernel_symbols_go_both_ways()
    {
        Assert.True(KernelSymbols.TryLoad(SystemCalls.Instance, out _, out _));
        var watch = Stopwatch.StartNew();
        Assert.True(KernelSymbols.TryLoad(SystemCalls.Instance, out var symbols, out var diagnostic), diagnostic);
        TestContext.Current.TestOutputHelper?.WriteLine($"{symbols!.Count} symbols in {watch.Elapsed.TotalMilliseconds} ms");
        Assert.SkipWhen(symbols!.AddressesHidden, "the kernel hides addresses");
        var address = symbols!.AddressOf("vfs_read");
        Assert.NotEqual(0ul, address);
        Assert.True(symbols.TryFind(address + 3, out var index, out var offset));
        Assert.Equal("vfs_read", symbols[index].Name);
        Assert.Equal(3ul, offset);
        Assert.False(symbols.TryFind(0x1000, out _, out _));
        Assert.False(symbols.TryFind(0x7fff_1234_5678, out _, out _));
        Assert.True(symbols.Match(new GlobPattern("vfs_*")).Count() > 20);
    }

    [Fact]
    public void Tracepoint_formats_of_the_whole_kernel_can_be_read()
    {
        Assert.SkipUnless(Tracefs.TryFind(SystemCalls.Instance, out var tracefs, out var diagnostic), diagnostic ?? "");
        var count = 0;
        foreach (var (category, name) in tracefs!.Events())
        {
            if (!tracefs.HasEvent(category, name))
                continue;
            Assert.True(tracefs.TryReadFormat(category, name, out var format, out diagnostic), diagnostic);
            Assert.Equal(name, format!.Name);
            count++;
        }

        Assert.True(count > 100);
        Assert.True(tracefs.TryReadFormat("syscalls", "sys_enter_openat", out var open, out _));
        var file = open!.Find("filename")!;
        Assert.Equal("const char *", file.Type);
        Assert.Equal(24, file.Offset);
        Assert.True(tracefs.TryReadFormat("sched", "sched_switch", out var sched, out _));
        Assert.Equal(16, sched!.Find("prev_comm")!.ArrayLength);
    }

    [Fact]
    public void Traceable_functions_match_wildcards()
    {
        Tracefs.TryFind(SystemCalls.Instance, out var tracefs, out _);
        Assert.SkipWhen(tracefs is null, "no tracefs");
        var watch = Stopwatch.StartNew();
        var functions = TraceableFunctions.Load(SystemCalls.Instance, tracefs, () => KernelSymbols.TryLoad(SystemCalls.Instance, out var symbols, out _) ? symbols : null);
        TestContext.Current.TestOutputHelper?.WriteLine($"{functions.Count} functions from {functions.Source} in {watch.Elapsed.TotalMilliseconds} ms");
        Assert.True(functions.Contains("vfs_read"));
        Assert.False(functions.Contains("vfs_readx"));
        Assert.True(functions.Match(new GlobPattern("vfs_*")).Count() > 20);
    }
}
