using System;
using System.Collections.Generic;
using System.Linq;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Objects;
using Borescope.Tests.Kernel;

namespace Borescope.Tests.Links;

public sealed unsafe class KprobeAttachTests
{
    private const string Symbols = """
        ffffffff81000100 T vfs_read
        ffffffff81000200 T twice
        ffffffff81000300 t twice
        ffffffff81000400 t hidden.isra.0
        ffffffff81000500 t half.part.0
        ffffffff81000600 T kernel_clone
        ffffffff81000700 T __schedule
        ffffffff81000800 T do_int3
        ffffffff81000900 D jiffies
        ffffffff81000a00 T __do_sys_getpid
        ffffffff81000a00 T __x64_sys_getpid
        """;

    private static FakeSystemCalls Fake(string abilities)
    {
        var calls = AttachPlannerTests.Fake(abilities);
        calls.Files[KernelSymbols.Path] = Symbols;
        calls.Files["/sys/kernel/tracing/available_filter_functions"] = "vfs_read\ntwice\ntwice\nhidden.isra.0\nhalf.part.0\nkernel_clone\ndo_int3\n__do_sys_getpid\n";
        calls.Files["/sys/kernel/debug/kprobes/blacklist"] = "0xffffffff81000800-0xffffffff81000810\tdo_int3\n";
        return calls;
    }

    private static Link Attach(FakeSystemCalls calls, ProbeRequest request, out AttachPlan plan)
    {
        var target = new ObjectLoader(calls).Load(new ObjectSpec());
        return new ProbeAttacher(new KernelFacts(calls)).Attach(
            target, new ProgramSpec { Name = "p", Type = BpfProgramType.Kprobe, Instructions = [new BpfInstruction(BpfOpcode.ExitProgram, 0, 0, 0, 0)] }, request, out plan);
    }

    [Theory]
    [InlineData("vfs_raed", FunctionStatus.Missing, "vfs_read")]
    [InlineData("_do_fork", FunctionStatus.Missing, "kernel_clone")]
    [InlineData("sys_getpid", FunctionStatus.Missing, "__x64_sys_getpid")]
    [InlineData("hidden", FunctionStatus.Transformed, "hidden.isra.0")]
    [InlineData("half", FunctionStatus.Transformed, "inlined into its callers")]
    [InlineData("__schedule", FunctionStatus.NotTraceable, "notrace")]
    [InlineData("do_int3", FunctionStatus.Blacklisted, "blacklist")]
    [InlineData("jiffies", FunctionStatus.NotAFunction, "data")]
    [InlineData("twice", FunctionStatus.Ambiguous, "2 functions")]
    [InlineData("vfs_read", FunctionStatus.Probeable, "")]
    [InlineData("__x64_sys_getpid", FunctionStatus.Probeable, "")]
    [InlineData("completely_else", FunctionStatus.Missing, "borescope -l")]
    public void A_function_is_judged(string function, FunctionStatus expected, string words)
    {
        var diagnosis = new KernelFunctionDiagnosis(new KernelFacts(Fake("pmu link events"))).Diagnose(function);
        Assert.Equal(expected, diagnosis.Status);
        Assert.Contains(words, $"{diagnosis.Message} {diagnosis.Hint}", StringComparison.Ordinal);
        Assert.Contains(function, diagnosis.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_module_and_a_kernel_without_kprobes_are_told()
    {
        var facts = new KernelFacts(Fake("pmu"));
        Assert.Equal(FunctionStatus.ModuleMissing, new KernelFunctionDiagnosis(facts).Diagnose("vfs_read", "nf_tables").Status);
        Assert.Equal(FunctionStatus.Probeable, new KernelFunctionDiagnosis(facts).Diagnose("vfs_read", "vmlinux").Status);
        Assert.Equal(FunctionStatus.NoKprobes, new KernelFunctionDiagnosis(new KernelFacts(Fake("link"))).Diagnose("vfs_read").Status);
        Assert.Equal(FunctionStatus.Probeable, new KernelFunctionDiagnosis(new KernelFacts(Fake("link"))).Diagnose("vfs_read", needsKprobes: false).Status);
    }

    [Fact]
    public void A_name_that_occurs_twice_is_probed_at_both_addresses()
    {
        var calls = Fake("pmu events");
        var places = new List<(ulong, ulong)>();
        calls.OnPerf = (ref attributes, pid, cpu) =>
        {
            Assert.Equal((-1, 0), (pid, cpu));
            if (attributes.Config1 != 0)
                return -(int)Errno.EADDRNOTAVAIL;
            places.Add((attributes.Config, attributes.Config2));
            return calls.Make();
        };
        using var link = Attach(calls, new KprobeRequest([new KernelTarget("twice"), new KernelTarget("twice")], true), out _);
        Assert.Equal([(1, 0xffffffff81000200), (1, 0xffffffff81000300)], places);
        Assert.Equal(2, Assert.IsType<LinkSet>(link).Links.Count);
    }

    [Theory]
    [InlineData(Errno.EINVAL, "do_int3", "blacklist")]
    [InlineData(Errno.EINVAL, "__schedule", "notrace")]
    [InlineData(Errno.ENOENT, "vfs_raed", "did you mean vfs_read")]
    [InlineData(Errno.EPERM, "vfs_read", "CAP_PERFMON")]
    [InlineData(Errno.EMFILE, "vfs_read", "ulimit")]
    public void A_refusal_is_explained_and_nothing_stays_open(Errno errno, string function, string words)
    {
        var calls = Fake("pmu events");
        calls.OnPerf = (ref _, _, _) => -(int)errno;
        var error = Assert.Throws<BpfException>(() => Attach(calls, new KprobeRequest([new KernelTarget(function)], false), out _));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains(function, error.Message, StringComparison.Ordinal);
        Assert.True(calls.Descriptors.Count <= 1);
    }

    [Theory]
    [InlineData("0000000000000000", "2", "none", "lacks CAP_BPF and CAP_PERFMON")]
    [InlineData("000000c000000000", "3", "none", "perf_event_paranoid is 3")]
    [InlineData("000001ffffffffff", "3", "confidentiality", "locked down (mode confidentiality")]
    [InlineData("000001ffffffffff", "2", "none", "CAP_PERFMON")]
    [InlineData("0000000000000000\nUid:\t0\t0\t0\t0", "2", "none", "this process is root but lacks CAP_BPF and CAP_PERFMON")]
    [InlineData("000001ffffffffff\nSeccomp:\t2", "2", "none", "allow perf_event_open in its profile")]
    [InlineData("000001ffffffffff\nSeccomp:\t0", "2", "none", "CAP_PERFMON")]
    public void A_privilege_error_names_what_is_missing(string capabilities, string paranoid, string lockdown, string words)
    {
        var calls = Fake("pmu events");
        calls.Files["/proc/self/status"] = $"CapEff:\t{capabilities}\n";
        calls.Files["/proc/sys/kernel/perf_event_paranoid"] = paranoid;
        calls.Files["/sys/kernel/security/lockdown"] = $"none [{lockdown}] other";
        calls.OnPerf = (ref _, _, _) => -(int)Errno.EACCES;
        var error = Assert.Throws<BpfException>(() => Attach(calls, new KprobeRequest([new KernelTarget("vfs_read")], false), out _));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_error_is_kept_when_the_fallback_fails_too()
    {
        var calls = Fake("pmu events");
        calls.OnPerf = (ref _, _, _) => -(int)Errno.EOPNOTSUPP;
        calls.OnWrite = static (_, _) => Errno.EIO;
        calls.Links["/proc/self/ns/pid"] = "pid:[1]";
        calls.Files["/proc/self/stat"] = "77 (x) S 1 77 77 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5000 0 0\n";
        var error = Assert.Throws<BpfException>(() => Attach(calls, new KprobeRequest([new KernelTarget("vfs_read")], false), out _));
        Assert.Equal(Errno.EOPNOTSUPP, error.Errno);
        Assert.Equal(KernelOperation.KprobeOpen, error.Operation);
    }

    [Fact]
    public void A_refused_mechanism_falls_back_to_the_next_and_says_so()
    {
        var calls = Fake("pmu link events cookie");
        var probes = calls.OnBpf;
        var refused = 0;
        calls.OnBpf = (command, attributes, size) =>
        {
            if (command != BpfCommand.LinkCreate || ((LinkCreateAttributes*)attributes)->Target <= 0)
                return probes(command, attributes, size);
            refused++;
            return -(int)Errno.EOPNOTSUPP;
        };
        calls.OnPerf = (ref _, _, _) => calls.Make();
        using var link = Attach(calls, new KprobeRequest([new KernelTarget("vfs_read")], false), out var plan);
        Assert.Equal(1, refused);
        Assert.Equal(AttachMechanism.PerfIoctl, link.Mechanism);
        Assert.Contains("EOPNOTSUPP", plan.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_functions_of_a_multi_link_are_found_by_halving()
    {
        var calls = Fake("pmu link events multi cookie");
        var probes = calls.OnBpf;
        var attached = new List<ulong>();
        calls.OnBpf = (command, attributes, size) =>
        {
            var link = (LinkCreateAttributes*)attributes;
            if (command != BpfCommand.LinkCreate || link->AttachType != (uint)BpfAttachType.KprobeMulti || link->KprobeAddresses == 1)
                return probes(command, attributes, size);
            var addresses = new ReadOnlySpan<ulong>((void*)link->KprobeAddresses, (int)link->KprobeCount).ToArray();
            if (addresses.Contains(0xbad0ul))
                return -(int)Errno.ESRCH;
            attached.AddRange(addresses);
            return calls.Make();
        };
        var targets = Enumerable.Range(0, 50).Select(static index => new KernelTarget($"f{index}", Address: index == 17 ? 0xbad0ul : 0x1000ul + (ulong)index)).ToArray();
        using var link = Attach(calls, new KprobeRequest(targets, false) { SkipFailures = true }, out _);
        Assert.Equal(49, attached.Count);
        Assert.Equal(49, attached.Distinct().Count());
        Assert.Equal("kprobe:f17", Assert.Single(Assert.IsType<LinkSet>(link).Failures).Target);
        Assert.Throws<BpfException>(() => Attach(calls, new KprobeRequest(targets, false), out _));
    }

    [Fact]
    public void Each_place_of_a_multi_link_keeps_its_cookie()
    {
        var calls = Fake("pmu link events multi cookie");
        var probes = calls.OnBpf;
        var attached = new List<(ulong Address, ulong Cookie)>();
        calls.OnBpf = (command, attributes, size) =>
        {
            var link = (LinkCreateAttributes*)attributes;
            if (command != BpfCommand.LinkCreate || link->AttachType != (uint)BpfAttachType.KprobeMulti || link->KprobeAddresses == 1)
                return probes(command, attributes, size);
            // Small portions, so that the call is made again for parts.
            if (link->KprobeCount > 2)
                return -(int)Errno.E2BIG;
            for (var index = 0; index < (int)link->KprobeCount; index++)
                attached.Add((((ulong*)link->KprobeAddresses)[index], link->KprobeCookies == 0 ? 0 : ((ulong*)link->KprobeCookies)[index]));
            return calls.Make();
        };

        // One of its name, two of one, a name that ftrace does not list, the first again.
        KernelTarget[] targets = [new("vfs_read", Cookie: 1), new("twice", Cookie: 2), new("__x64_sys_getpid", Cookie: 3), new("kernel_clone", Cookie: 4), new("vfs_read", Cookie: 5)];
        using (Attach(calls, new KprobeRequest(targets, false), out _))
        {
            Assert.Equal(
                [(0xffffffff81000100, 1ul), (0xffffffff81000200, 2), (0xffffffff81000300, 2), (0xffffffff81000a00, 3), (0xffffffff81000600, 4)],
                attached);
        }

        // Data, a function that ftrace does not know, and one of a module that is not there.
        foreach (var target in (KernelTarget[])[new("jiffies"), new("__schedule"), new("kernel_clone", "nf_tables")])
            Assert.Throws<BpfException>(() => Attach(calls, new KprobeRequest([target, new("vfs_read")], false), out _));
    }
}
